package dev.cistern.node.guard;

import dev.cistern.node.http.RequestException;
import dev.cistern.node.s3.access.Caller;

/** Refuses who may not do something with the node itself. */
public final class Guard {
    static final String HOW = "sign the request with the keys of a user (AWS Signature Version 4), or send"
            + " Authorization: Bearer TOKEN, with a token that ./cistern user token add NAME has made";

    private Guard() {}

    /**
     * Lets users pass, and everybody where there are none.
     *
     * @param what they want to do: {@code list buckets}
     */
    public static void requireUser(Sender sender, String what) {
        if (sender.caller().kind() == Caller.Kind.ANONYMOUS) {
            throw unproven("to " + what);
        }
    }

    /** Lets administrators pass; where there are none, requests of the node's own machine. */
    public static void requireAdministrator(Sender sender, String what) {
        requireUser(sender, what);
        if (!sender.administers()) {
            throw RequestException.forbidden("'" + sender.caller().name() + "' may not " + what
                    + ": that is for administrators, whom ./cistern user add NAME --admin makes");
        }
    }

    /** What somebody is told who has no leave for something. */
    public static RequestException denied(Sender sender, String permission, String resource) {
        if (sender.caller().kind() == Caller.Kind.ANONYMOUS) {
            return unproven(permission + " on " + resource);
        }
        return RequestException.forbidden("'" + sender.caller().name() + "' has no leave for " + permission + " on "
                + resource + "; ./cistern policy check says what decides it");
    }

    private static RequestException unproven(String what) {
        return RequestException.unauthenticated(
                "UNAUTHENTICATED", what + " needs an identity, and this request has none: " + HOW);
    }
}
