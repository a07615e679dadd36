package dev.cistern.conf;

/** Who may read the metrics of a node that has users. */
public enum MetricsAccess {
    /** Users, and tokens that were made for it. */
    USERS,
    /** Everybody who reaches the port. */
    OPEN
}
