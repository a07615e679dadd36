package dev.cistern.cluster;

/** What nodes ask each other. */
final class PeerPaths {
    /** Sign of life, from every member to every other, once a second. */
    static final String HELLO = "/_peer/hello";
    /** Which cluster would I join, and with which settings? Founds it, where there is none. */
    static final String JOIN = "/_peer/join";
    /** My Raft server runs; take it in. The leader's. */
    static final String ADMIT = "/_peer/admit";
    /** Take a member out. The leader's. */
    static final String REMOVE = "/_peer/remove";
    /** Have a member's copies made elsewhere, or let it keep them. The leader's. */
    static final String DRAIN = "/_peer/drain";
    /** What do you know of the log of the objects? */
    static final String BALLOT = "/_peer/objects/ballot";
    /** You were taken out. */
    static final String REMOVED = "/_peer/removed";
    /** Could you use these settings? */
    static final String CHECK = "/_peer/settings/check";
    /** These settings were agreed on. */
    static final String APPLY = "/_peer/settings/apply";
    /** Change settings, put them back, confirm a change, put a change on trial back. The leader's. */
    static final String CHANGE = "/_peer/settings/change";

    static final String ROLL_BACK = "/_peer/settings/rollback";
    static final String CONFIRM = "/_peer/settings/confirm";
    static final String REVERT = "/_peer/settings/revert";

    private PeerPaths() {}
}
