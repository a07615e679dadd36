package dev.cistern.net.server;

import dev.cistern.net.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The client connections as they are now. {@code accepted = open + Σ closes} and {@code open = idle + active + inHeader}
 * hold in every one; the histograms of ages and idle times are those of the last sweep, at most 250 ms old.
 *
 * @param open connections admitted and not yet closed
 * @param idle those that wait for a request
 * @param active those with a request in flight, or with a body still arriving
 * @param inHeader those of which a request has begun and its headers are not complete
 * @param draining those that will be closed after what they do now; each is also idle, active or in header
 * @param accepted connections admitted since the start
 * @param refused connections turned away since the start, because there were too many or because the node stops
 * @param requests requests whose headers were complete, since the start
 * @param closes closes by reason since the start: every reason, in the order of {@link CloseReason}
 * @param ages open connections by time since they were accepted
 * @param idleTimes idle connections by time since their last request
 * @param gaps requests since the start that were not a connection's first, by how long it had been idle before them
 * @param lastCloses the most recent closes, at most 32, newest first
 */
public record ServerFigures(
        int open,
        int idle,
        int active,
        int inHeader,
        int draining,
        long accepted,
        long refused,
        long requests,
        Map<CloseReason, Long> closes,
        List<Bucket> ages,
        List<Bucket> idleTimes,
        List<Bucket> gaps,
        List<Closed> lastCloses) {

    /**
     * The closes of one reason.
     *
     * @param reason any
     * @return how many since the start
     */
    public long closes(CloseReason reason) {
        return closes.getOrDefault(reason, 0L);
    }

    /**
     * A part of a histogram.
     *
     * @param below its upper bound, exclusive; absent in the last one, which has none
     * @param count connections, or requests, from the bound of the bucket before up to this one
     */
    public record Bucket(@Nullable Duration below, long count) {}

    /**
     * A connection that was closed.
     *
     * @param reason why
     * @param peer its address and port
     * @param age how long it was open
     * @param requests requests that it served
     * @param ago how long ago it was closed
     */
    public record Closed(CloseReason reason, String peer, Duration age, int requests, Duration ago) {}
}
