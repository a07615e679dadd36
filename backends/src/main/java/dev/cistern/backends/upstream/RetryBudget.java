package dev.cistern.backends.upstream;

/**
 * What may be spent on requests that are sent again, so that a host which fails is not asked many times more than one that
 * is well: a bucket of {@value #MOST} tokens. A request sent again takes {@value #PRICE}, {@value #PRICE_OF_TIMEOUT} after
 * one that was not answered in time; an answer gives back what the last attempt took, and 1 where there was but one. These
 * are the numbers of Amazon's own clients. Guarded by itself.
 */
final class RetryBudget {
    static final int MOST = 500;
    static final int PRICE = 5;
    static final int PRICE_OF_TIMEOUT = 10;

    private int tokens = MOST;

    /** @return whether it was there, and was taken */
    synchronized boolean take(int price) {
        if (tokens < price) {
            return false;
        }
        tokens -= price;
        return true;
    }

    /** @param paid what the attempt that was answered had taken; 0 for the first */
    synchronized void answered(int paid) {
        tokens = Math.min(MOST, tokens + Math.max(1, paid));
    }

    synchronized int tokens() {
        return tokens;
    }
}
