package dev.cistern.node;

/**
 * Decides how many idle connections have to go because file descriptors run short: above 90 % of the limit, so many that 85
 * % are left. An episode lasts from then until no more than 85 % are in use. Confined to its watch.
 */
final class DescriptorPressure {
    private static final int HIGH_PERCENT = 90;
    private static final int ENOUGH_PERCENT = 85;

    private final long limit;
    private boolean pressed;

    /** @param limit most that may be open; 0 or less where unknown, then nothing is ever short */
    DescriptorPressure(long limit) {
        this.limit = limit;
    }

    /** What follows from a look. */
    enum Turn {
        /** As before. */
        NONE,
        /** An episode has begun. */
        BEGUN,
        /** An episode is over. */
        OVER
    }

    /** Takes note of how many are open. */
    Turn look(long open) {
        if (!pressed && surplus(open) > 0) {
            pressed = true;
            return Turn.BEGUN;
        }
        if (pressed && open <= percent(ENOUGH_PERCENT)) {
            pressed = false;
            return Turn.OVER;
        }
        return Turn.NONE;
    }

    /** How many have to go when so many are open; 0 or more. */
    int surplus(long open) {
        if (limit <= 0 || open <= percent(HIGH_PERCENT)) {
            return 0;
        }
        return (int) Math.min(Integer.MAX_VALUE, open - percent(ENOUGH_PERCENT));
    }

    boolean pressed() {
        return pressed;
    }

    private long percent(int percent) {
        return limit / 100 * percent + limit % 100 * percent / 100;
    }
}
