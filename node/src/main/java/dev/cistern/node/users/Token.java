package dev.cistern.node.users;

import java.time.Instant;
import java.util.Optional;

/**
 * What a user may send in place of a signature; without the secret, so that it can be shown.
 *
 * @param id stands in the token, so that one can be found and revoked without its secret
 * @param userId whose it is
 * @param note what its maker wrote of it, up to 100 characters
 * @param expires from then on it is refused; empty for never
 */
public record Token(String id, String userId, Use use, String note, Instant created, Optional<Instant> expires) {

    /** What it is good for. */
    public enum Use {
        /** All that the user may do. */
        EVERYTHING,
        /** To read the metrics of the node, and nothing else. */
        METRICS
    }
}
