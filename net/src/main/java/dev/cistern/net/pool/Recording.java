package dev.cistern.net.pool;

import java.time.Duration;
import java.util.Arrays;

/**
 * The last requests of a host: when each came, how long it held its connection, whether the connection was lost with it,
 * and how many dials were begun since the one before. At most {@value #MOST} of the last hour, in eight bytes each; the
 * oldest give way. It begins with room for {@value #FEWEST} and doubles as long as the pool's room lasts. Guarded by the
 * pool's lock.
 */
final class Recording {
    static final int FEWEST = 64;
    static final int MOST = 16_384;
    static final long LONGEST_NANOS = Duration.ofHours(1).toNanos();

    /** Time is kept in ticks of 4,096 ns: as an unsigned int they count almost five hours, and no entry gets that old. */
    private static final int TICK_BITS = 12;

    private static final int LOST = 1 << 31;
    private static final int DIALS_SHIFT = 28;
    private static final int MOST_DIALS = 7;
    private static final int MOST_HELD = (1 << DIALS_SHIFT) - 1;

    private final RecordingRoom room;
    private final long startedAt;
    private int[] arrivals;
    /** Per request: lost or not, dials, ticks held. */
    private int[] courses;

    private int oldest;
    private int size;
    private long lastAt;
    private long dialsTold;

    Recording(RecordingRoom room, long now) {
        this.room = room;
        this.startedAt = now;
        this.lastAt = now;
        this.arrivals = new int[FEWEST];
        this.courses = new int[FEWEST];
        room.enter(this);
    }

    /**
     * A request has given its connection back.
     *
     * @param arrivedAt when it asked for one
     * @param heldNanos how long it had it; of more than 18 minutes only so many are kept
     * @param lost whether the connection could take no other request after it
     * @param dials dials to the host since its beginning
     */
    void add(long arrivedAt, long heldNanos, boolean lost, long dials, long now) {
        dropOld(now);
        lastAt = now;
        if (now - arrivedAt > LONGEST_NANOS) {
            return;
        }
        makeRoom(now);
        int begun = (int) Math.min(MOST_DIALS, dials - dialsTold);
        dialsTold += begun;
        int at = (oldest + size) % arrivals.length;
        arrivals[at] = tick(arrivedAt);
        courses[at] = (int) Math.min(MOST_HELD, heldNanos >>> TICK_BITS) | begun << DIALS_SHIFT | (lost ? LOST : 0);
        size++;
    }

    private int tick(long nanos) {
        return (int) ((nanos - startedAt) >> TICK_BITS);
    }

    private long ageNanos(int at, long now) {
        return Integer.toUnsignedLong(tick(now) - arrivals[at]) << TICK_BITS;
    }

    private void dropOld(long now) {
        if (now - lastAt > LONGEST_NANOS) {
            size = 0;
        }
        while (size > 0 && ageNanos(oldest, now) > LONGEST_NANOS) {
            dropOldest();
        }
    }

    private void dropOldest() {
        oldest = (oldest + 1) % arrivals.length;
        size--;
    }

    private void makeRoom(long now) {
        if (size < arrivals.length) {
            return;
        }
        boolean wrapped = oldest == 0;
        if (wrapped && size < MOST && room.take(size, now)) {
            arrivals = Arrays.copyOf(arrivals, 2 * size);
            courses = Arrays.copyOf(courses, 2 * size);
        } else {
            dropOldest();
        }
    }

    /** Gives room back that nothing recent fills. */
    void shrinkIfSilent(long now) {
        dropOld(now);
        if (size == 0 && arrivals.length > FEWEST) {
            room.giveBack(arrivals.length - FEWEST);
            arrivals = new int[FEWEST];
            courses = new int[FEWEST];
            oldest = 0;
        }
    }

    /** The host is forgotten. */
    void end() {
        room.leave(this);
        room.giveBack(arrivals.length - FEWEST);
        size = 0;
    }

    /** A copy to be put in order when the lock has been left. */
    Copy copy(long now) {
        long[] ages = new long[size];
        int[] copied = new int[size];
        int count = 0;
        for (int step = 0; step < size; step++) {
            int at = (oldest + step) % arrivals.length;
            long age = ageNanos(at, now);
            if (age <= LONGEST_NANOS && now - lastAt <= LONGEST_NANOS) {
                ages[count] = age;
                copied[count] = courses[at];
                count++;
            }
        }
        return new Copy(Arrays.copyOf(ages, count), Arrays.copyOf(copied, count));
    }

    /** Requests as they were recorded, in the order of their ends. */
    static final class Copy {
        private final long[] agesNanos;
        private final int[] courses;

        private Copy(long[] agesNanos, int[] courses) {
            this.agesNanos = agesNanos;
            this.courses = courses;
        }

        int count() {
            return courses.length;
        }

        RecordedRequests inOrder() {
            RecordedRequests.Builder builder = new RecordedRequests.Builder();
            for (int at = 0; at < courses.length; at++) {
                int course = courses[at];
                long held = (long) (course & MOST_HELD) << TICK_BITS;
                builder.add(-agesNanos[at], held, course < 0, course >> DIALS_SHIFT & MOST_DIALS);
            }
            return builder.build(0);
        }
    }
}
