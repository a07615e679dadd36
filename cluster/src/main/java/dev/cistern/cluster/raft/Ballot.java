package dev.cistern.cluster.raft;

import java.util.List;
import java.util.Set;

/**
 * What a member knows of its group at one moment: enough, of a majority, to tell up to where the log is committed.
 *
 * @param term the last that it heard of; it takes part in no earlier one
 * @param leads whether it leads in that term, and has committed an entry of it
 * @param committed up to where the log is committed as far as it knows; −1 before the first entry
 * @param voters ids of the peers of which a majority elects, where it leads; two sets while they are being changed, of each of
 *     which a majority is needed; else none
 */
public record Ballot(long term, boolean leads, long committed, List<Set<String>> voters) {
    /** Copies the sets. */
    public Ballot {
        voters = voters.stream().map(Set::copyOf).toList();
    }

    /** Of a member that does not lead. */
    public static Ballot of(long term) {
        return new Ballot(term, false, -1, List.of());
    }
}
