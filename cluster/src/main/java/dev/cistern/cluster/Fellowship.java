package dev.cistern.cluster;

import java.util.List;
import java.util.Optional;

/**
 * The members of a cluster as this node saw them a moment ago. Immutable.
 *
 * @param cluster its id; empty in no cluster
 * @param self the number of this node
 * @param members this node among them, by number; empty in no cluster
 */
public record Fellowship(String cluster, int self, List<Fellow> members) {
    /** Of a node alone. */
    public static final Fellowship NONE = new Fellowship("", 0, List.of());

    /** Copies the list. */
    public Fellowship {
        members = List.copyOf(members);
    }

    /** Whether there is no other node. */
    public boolean isNone() {
        return members.isEmpty();
    }

    /** The member of a number. */
    public Optional<Fellow> member(int number) {
        return members.stream().filter(member -> member.number() == number).findFirst();
    }
}
