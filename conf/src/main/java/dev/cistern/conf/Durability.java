package dev.cistern.conf;

/** When a write is acknowledged. */
public enum Durability {
    /** After data and record are synced to the disk: survives power loss. */
    SYNC,
    /** After the kernel has them: survives a crash of the process, not of the machine. */
    OS
}
