package dev.cistern.bench.cluster;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether what clients saw of one register could have happened one after the other, each operation at some moment between its begin
 * and its end (Wing and Gong, with the memory of Lowe). An operation of which nobody knows the outcome may have happened at any moment
 * after its begin, or never.
 */
final class RegisterChecker {
    /** After so many steps it gives up, which is no verdict. */
    private static final long MOST_STEPS = 20_000_000;

    private final List<RegisterOp> ops;
    private final Set<State> seen = new HashSet<>();
    private long steps;

    /** What came of it. */
    enum Verdict {
        POSSIBLE,
        IMPOSSIBLE,
        NOT_JUDGED
    }

    private record State(BitSet done, String held) {}

    private record Step(int op, String before) {}

    private RegisterChecker(List<RegisterOp> history) {
        this.ops = new ArrayList<>(history);
        ops.sort(Comparator.comparingLong(RegisterOp::begun));
    }

    /** @param first what the register holds before all */
    static Verdict check(List<RegisterOp> history, String first) {
        return new RegisterChecker(history).search(first);
    }

    private Verdict search(String first) {
        BitSet done = new BitSet(ops.size());
        List<Step> path = new ArrayList<>();
        String held = first;
        int next = 0;
        while (!isComplete(done)) {
            int op = candidate(done, held, next);
            if (steps > MOST_STEPS) {
                return Verdict.NOT_JUDGED;
            }
            if (op >= 0) {
                path.add(new Step(op, held));
                held = ops.get(op).after(held);
                done.set(op);
                next = 0;
            } else if (path.isEmpty()) {
                return Verdict.IMPOSSIBLE;
            } else {
                Step last = path.remove(path.size() - 1);
                done.clear(last.op);
                held = last.before;
                next = last.op + 1;
            }
        }
        return Verdict.POSSIBLE;
    }

    private boolean isComplete(BitSet done) {
        for (int i = done.nextClearBit(0); i < ops.size(); i = done.nextClearBit(i + 1)) {
            if (!ops.get(i).isUnknown()) {
                return false;
            }
        }
        return true;
    }

    /** The next operation, from {@code from} on, that may be the next to happen and leads to what was not tried yet; −1 for none. */
    private int candidate(BitSet done, String held, int from) {
        long firstEnd = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0); i < ops.size(); i = done.nextClearBit(i + 1)) {
            RegisterOp op = ops.get(i);
            steps++;
            if (op.begun() > firstEnd) {
                return -1;
            }
            if (i >= from && op.fits(held) && isNew(done, i, op.after(held))) {
                return i;
            }
            firstEnd = Math.min(firstEnd, op.ended());
        }
        return -1;
    }

    private boolean isNew(BitSet done, int op, String after) {
        BitSet then = (BitSet) done.clone();
        then.set(op);
        return seen.add(new State(then, after));
    }
}
