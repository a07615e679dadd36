package dev.cistern.bench.farend;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.SplittableRandom;

/** What the connections of a far end share. Confined to its event loop. */
final class Site {
    private final Census census = new Census();
    private final SplittableRandom random = new SplittableRandom(20);
    private final Deque<Runnable> held = new ArrayDeque<>();
    private final Set<Attendance> present = new LinkedHashSet<>();
    private Manners manners = Manners.good();

    Census census() {
        return census;
    }

    Manners manners() {
        return manners;
    }

    SplittableRandom random() {
        return random;
    }

    void behave(Manners next) {
        manners = next;
        present.forEach(Attendance::mannersChanged);
        if (!next.holding()) {
            release(Integer.MAX_VALUE);
        }
    }

    void hold(Runnable answer) {
        held.add(answer);
    }

    void release(int most) {
        for (int left = most; left > 0 && !held.isEmpty(); left--) {
            held.remove().run();
        }
    }

    void came(Attendance attendance) {
        present.add(attendance);
    }

    void left(Attendance attendance) {
        present.remove(attendance);
    }
}
