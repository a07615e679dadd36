package dev.cistern.node.s3.access;

/** What a list can grant, by Amazon's names. */
public enum AclPermission {
    FULL_CONTROL,
    READ,
    WRITE,
    READ_ACP,
    WRITE_ACP;

    boolean covers(AclPermission wanted) {
        return this == wanted || this == FULL_CONTROL;
    }
}
