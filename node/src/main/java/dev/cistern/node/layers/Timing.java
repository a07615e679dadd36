package dev.cistern.node.layers;

/** A histogram that is known of a layer, and of each of its hosts. A layer has those that make sense for it. */
public enum Timing {
    AGES("ages", "age", "connections", "Open connections by time since they were opened"),
    IDLE_TIMES("idle_times", "idle", "connections", "Idle connections by time since their last request"),
    GAPS("gaps", "gap", "requests", "Requests after a connection's first by how long it had been idle before them"),
    ACQUIRE_TIMES("acquire_times", "acquire", "leases", "How long requests waited for a connection"),
    DIAL_TIMES("dial_times", "dial", "dials", "How long dials took that succeeded");

    private final String label;
    private final String metric;
    private final String counted;
    private final String what;

    Timing(String label, String metric, String counted, String what) {
        this.label = label;
        this.metric = metric;
        this.counted = counted;
        this.what = what;
    }

    /** Its name in JSON. */
    public String label() {
        return label;
    }

    /** The part of its metric's name between the prefix and the unit. */
    public String metric() {
        return metric;
    }

    /** What is counted in its buckets. */
    public String counted() {
        return counted;
    }

    /** In words. */
    public String what() {
        return what;
    }

    /** Whether it grows from the start on; the others are of this moment. */
    public boolean sinceStart() {
        return this != AGES && this != IDLE_TIMES;
    }
}
