package dev.cistern.node.layers;

/** A number that is known of a layer, and of each of its hosts. A layer has those that make sense for it. */
public enum Count {
    OPEN("open", Kind.NOW, "Connections that are open, those being dialled included"),
    IDLE("idle", Kind.NOW, "Connections without a request"),
    ACTIVE("active", Kind.NOW, "Connections with a request in flight"),
    IN_HEADER("in_header", Kind.NOW, "Connections that are sending a request's headers"),
    DIALLING("dialling", Kind.NOW, "Connections being dialled"),
    DRAINING("draining", Kind.NOW, "Connections that close after what they do now"),
    WAITING("waiting", Kind.NOW, "Requests that wait for a connection"),
    LEASES("leases", Kind.NOW, "Requests that have a connection"),
    DIALS_HELD_BACK("dials_held_back", Kind.NOW, "Dials that would be begun now if dial_rate allowed it"),
    IDLE_BYTES("idle_bytes", Kind.NOW, "Bytes of the heap that the idle connections are reckoned to take"),
    ACCEPTED("accepted", Kind.SINCE_START, "Connections admitted"),
    DIALS("dials", Kind.SINCE_START, "Dials begun"),
    DIALS_DELAYED("dials_delayed", Kind.SINCE_START, "Dials that a request had to wait for because of dial_rate"),
    OPENED("opened", Kind.SINCE_START, "Dials that succeeded"),
    REQUESTS("requests", Kind.SINCE_START, "Requests that had a connection"),
    REUSED("reused", Kind.SINCE_START, "Requests that went over a connection used before"),
    REFUSED("refused", Kind.SINCE_START, "Connections turned away, or requests that got no connection"),
    LEAKED("leaked", Kind.SINCE_START, "Connections that were taken and not given back"),
    RETRIES("retries", Kind.SINCE_START, "Requests sent a second time because their connection was lost"),
    GONE("gone", Kind.NOW, "Hosts taken for gone after failures in a row: requests to them fail at once"),
    REPEATED("repeated", Kind.SINCE_START, "Requests sent again because their host failed or was busy"),
    UNPAID("unpaid", Kind.SINCE_START, "Requests not sent again because their host's budget for that was used up"),
    FAILED_FAST(
            "failed_fast",
            Kind.SINCE_START,
            "Requests not sent because their host was gone or wanted to be left alone"),
    THROTTLED("throttled", Kind.SINCE_START, "Answers by which a host said that it is busy, 429 and 503"),
    RESUMED("resumed", Kind.SINCE_START, "Bodies that broke off and were gone on with"),
    AT_A_TIME(
            "at_a_time",
            Kind.NOW,
            "Requests at a time that hosts are asked since they said that they are busy; 0 without such a limit"),
    HELD_BACK("held_back", Kind.NOW, "Requests that wait because their host is asked fewer at a time"),
    HEDGED("hedged", Kind.SINCE_START, "Reads sent a second time beside the first, since that was slow to be answered"),
    HEDGES_WON("hedges_won", Kind.SINCE_START, "Reads of which the second was answered first"),
    HEDGES_UNPAID(
            "hedges_unpaid",
            Kind.SINCE_START,
            "Slow reads not sent a second time because their host's budget for that was used up"),
    HANDSHAKES_FULL("handshakes_full", Kind.SINCE_START, "TLS handshakes that made a new session"),
    HANDSHAKES_RESUMED("handshakes_resumed", Kind.SINCE_START, "TLS handshakes that took up an earlier session");

    /** Whether it goes up and down, or only up. */
    public enum Kind {
        NOW,
        SINCE_START
    }

    private final String label;
    private final Kind kind;
    private final String what;

    Count(String label, Kind kind, String what) {
        this.label = label;
        this.kind = kind;
        this.what = what;
    }

    /** Its name in JSON and metrics. */
    public String label() {
        return label;
    }

    public Kind kind() {
        return kind;
    }

    /** In words. */
    public String what() {
        return what;
    }
}
