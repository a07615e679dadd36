package dev.cistern.node.engine.record;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The members of a cluster on whose disks a blob lies, by their numbers, in order. None says that it lies where it was
 * before there was a cluster: with the founder, which is number 0, alone.
 */
public record Places(List<Integer> members) {
    /** With the founder, or on a node alone. */
    public static final Places FOUNDER = new Places(List.of());

    /** Greatest number of a member: it has 16 bits. */
    public static final int GREATEST = 0xFFFF;

    /** Most members that a blob lies on. */
    public static final int MOST = 0xFF;

    /** Sorts, and leaves out what comes twice; the founder alone is {@link #FOUNDER}. */
    public Places {
        TreeSet<Integer> sorted = new TreeSet<>(members);
        if (sorted.size() > MOST) {
            throw new IllegalArgumentException("a blob lies on at most " + MOST + " members, not " + sorted.size());
        }
        if (!sorted.isEmpty() && (sorted.first() < 0 || sorted.last() > GREATEST)) {
            throw new IllegalArgumentException("members have numbers from 0 to " + GREATEST + ", not " + sorted);
        }
        members = sorted.equals(new TreeSet<>(List.of(0))) ? List.of() : List.copyOf(sorted);
    }

    /** On these members. */
    public static Places on(Collection<Integer> members) {
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a blob lies on one member at least");
        }
        return new Places(List.copyOf(members));
    }

    /** On one member. */
    public static Places on(int member) {
        return new Places(List.of(member));
    }

    /** Whether it lies on this member. */
    public boolean include(int member) {
        return isFounder() ? member == 0 : members.contains(member);
    }

    /** Whether it lies with the founder alone. */
    public boolean isFounder() {
        return members.isEmpty();
    }

    /** The numbers, with that of the founder alone written out. */
    public List<Integer> numbers() {
        return isFounder() ? List.of(0) : members;
    }
}
