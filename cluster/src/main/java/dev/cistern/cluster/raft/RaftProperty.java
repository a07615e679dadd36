package dev.cistern.cluster.raft;

import java.io.File;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** How Ratis is set: small buffers, so that many groups fit, a bounded log, and patience with a machine that pauses. */
final class RaftProperty {
    private static final SizeInBytes BUFFER = SizeInBytes.valueOf("64KB");
    private static final SizeInBytes SEGMENT = SizeInBytes.valueOf("8MB");
    /** Also the most that one command may have. */
    private static final SizeInBytes BATCH = SizeInBytes.valueOf("4MB");

    private static final SizeInBytes WRITE_BUFFER = SizeInBytes.valueOf("4160KB");
    private static final long ENTRIES_BETWEEN_SNAPSHOTS = 8_192;
    /** Kept behind a snapshot, so that a member that was away for a moment catches up from the log. */
    private static final long ENTRIES_KEPT = 16_384;

    private static final int SNAPSHOTS_KEPT = 2;
    /** A process that was stopped for a long time goes on where it was; Ratis would close the server after a minute. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(365);

    /**
     * Of the times between tries to reach a member, how often each, as Ratis reads them. Its own go up to five seconds after thirty
     * tries, and nothing ends that wait: a member that is back would know of no leader meanwhile, ask to become one again and again,
     * and lack what was written, so that with another one gone nobody could write.
     */
    private static final String TRIES = "1ms,10, 200ms,2000000000";

    private static final Duration STAGING = Duration.ofSeconds(5);
    private static final int CLIENT_THREADS = 4;

    private RaftProperty() {}

    static RaftProperties of(RaftOptions options) {
        RaftProperties properties = new RaftProperties();
        RaftConfigKeys.Rpc.setType(properties, new PromptGrpc());
        GrpcConfigKeys.Server.setHost(properties, options.bindHost());
        GrpcConfigKeys.Server.setPort(properties, options.bindPort());
        GrpcConfigKeys.Server.setAsyncRequestThreadPoolSize(properties, CLIENT_THREADS);
        File folder = options.folder().toFile();
        RaftServerConfigKeys.setStorageDir(properties, List.of(folder));
        RaftServerConfigKeys.setRemovedGroupsDir(properties, new File(folder, "removed"));
        RaftServerConfigKeys.setCloseThreshold(properties, time(LONGEST_PAUSE));
        RaftServerConfigKeys.setStagingTimeout(properties, time(STAGING));
        pace(properties, options.pace());
        log(properties);
        return properties;
    }

    private static void pace(RaftProperties properties, RaftOptions.Pace pace) {
        RaftServerConfigKeys.Rpc.setTimeoutMin(properties, time(pace.least()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(properties, time(pace.most()));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(
                properties, time(pace.least().dividedBy(4)));
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(properties, time(pace.least()));
        RaftServerConfigKeys.Rpc.setRequestTimeout(properties, time(pace.most().multipliedBy(2)));
        RaftServerConfigKeys.LeaderElection.setPreVote(properties, true);
    }

    /**
     * Without an entry of its own for how far the log is committed, which would cost a sync more for each round: leaders tell
     * at once, and after a start of all.
     */
    private static void log(RaftProperties properties) {
        RaftServerConfigKeys.Log.setLogMetadataEnabled(properties, false);
        RaftServerConfigKeys.Log.setSegmentSizeMax(properties, SEGMENT);
        RaftServerConfigKeys.Log.setPreallocatedSize(properties, BUFFER);
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, WRITE_BUFFER);
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(properties, 2);
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(properties, true);
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(properties, ENTRIES_KEPT);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, BATCH);
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(properties, TRIES);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(properties, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(properties, ENTRIES_BETWEEN_SNAPSHOTS);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(properties, SNAPSHOTS_KEPT);
        RaftServerConfigKeys.Write.setElementLimit(properties, 4_096);
        RaftServerConfigKeys.Write.setByteLimit(properties, SizeInBytes.valueOf("16MB"));
    }

    private static TimeDuration time(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
