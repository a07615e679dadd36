package dev.cistern.net.server;

import dev.cistern.net.server.ServerFigures.Bucket;
import java.time.Duration;
import java.util.List;

/**
 * What clients asked of this node in the last five minutes: what an adviser needs to set the times and limits of layer 1.
 *
 * @param seconds whole seconds and the one that is running, oldest first, at most 300; fewer after a start
 * @param gaps requests that were not their connection's first, by how long it had been idle before them; of the last four
 *     to five minutes
 */
public record ServerTraffic(List<Second> seconds, List<Bucket> gaps) {

    /**
     * One second of it.
     *
     * @param arrivals requests whose headers were complete in it
     * @param returned requests whose answer was complete in it, or that were given up
     * @param serviceTime time that requests were in flight in it, summed over them, whether they ended in it or not: as
     *     many seconds as requests were in flight on average. Over minutes, divided by {@code returned}, the mean service
     *     time
     * @param peakConcurrency most requests in flight at once: the sum of what each event loop had at most, so that it is
     *     too high where their peaks did not meet
     * @param accepted connections admitted in it
     * @param peakOpen most connections open at once, as seen every 250 ms and at each accept
     */
    public record Second(
            int arrivals, int returned, Duration serviceTime, int peakConcurrency, int accepted, int peakOpen) {}
}
