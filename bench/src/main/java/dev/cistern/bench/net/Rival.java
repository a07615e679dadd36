package dev.cistern.bench.net;

/** Somebody who sends GETs at random moments over a pool of its own. */
interface Rival extends AutoCloseable {
    /** Sends for so long and waits for the answers; what came of it. Blocking. */
    Outcome send(double seconds) throws Exception;

    @Override
    void close();

    /**
     * What came of it.
     *
     * @param good requests answered with 200
     * @param failed all others
     * @param p99Millis 99 of 100 took no longer, from when they were due
     */
    record Outcome(long good, long failed, double p99Millis) {
        static Outcome of(Answers answers) throws InterruptedException {
            answers.awaitAll(60);
            return new Outcome(answers.good(), answers.failed(), answers.quantile(0.99));
        }
    }
}
