package dev.cistern.backends.upstream;

/**
 * What may be spent on second requests beside slow first ones, so that a host which gets slower is not asked much more for
 * it: a bucket of {@value #MOST} tokens. A second request takes {@value #PRICE}, and each read that is answered well gives
 * 1: one read in twenty, and ten at once. Guarded by itself.
 */
final class HedgeBudget {
    static final int MOST = 200;
    static final int PRICE = 20;

    private int tokens = MOST;

    /** @return whether it was there, and was taken */
    synchronized boolean take() {
        if (tokens < PRICE) {
            return false;
        }
        tokens -= PRICE;
        return true;
    }

    /** What was taken was not needed. */
    synchronized void giveBack() {
        tokens = Math.min(MOST, tokens + PRICE);
    }

    /** A read was answered well. */
    synchronized void answered() {
        tokens = Math.min(MOST, tokens + 1);
    }

    synchronized int tokens() {
        return tokens;
    }
}
