package dev.cistern.conf.live;

/** What brought a change about. */
public enum ChangeSource {
    /** An override was set or cleared by command. */
    COMMAND,
    /** A settings file was edited. */
    FILE,
    /** The cluster agreed on it. */
    CLUSTER,
    /** Overrides were put back by command. */
    ROLLBACK,
    /** A change on probation was put back: not confirmed in time, or the failure rate worsened. */
    REVERT
}
