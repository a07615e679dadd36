package dev.cistern.conf.live;

/** Whom an override is for. */
public enum Scope {
    /** Every node of the cluster. */
    CLUSTER,
    /** This node only; wins over {@link #CLUSTER}. */
    NODE
}
