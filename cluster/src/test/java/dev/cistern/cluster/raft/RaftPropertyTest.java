package dev.cistern.cluster.raft;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.retry.RetryPolicy;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.junit.jupiter.api.Test;

final class RaftPropertyTest {
    private static final RaftOptions OPTIONS = new RaftOptions(
            Path.of("raft"), new Peer("n1", "127.0.0.1:1"), "127.0.0.1", 1, RaftOptions.Pace.STANDARD, null);

    /** Days of tries among them. */
    @Test
    void aMemberThatIsAwayIsTriedAgainWithinASecondHoweverLongItIsAway() {
        RaftProperties properties = RaftProperty.of(OPTIONS);
        RetryPolicy tries = RetryPolicy.parse(
                RaftServerConfigKeys.Log.Appender.retryPolicy(properties),
                RaftServerConfigKeys.Log.Appender.RETRY_POLICY_KEY);

        assertThat(IntStream.of(1, 9, 10, 11, 31, 32, 1_000, 1_000_000)
                        .mapToObj(errors -> tries.handleAttemptFailure(() -> errors)))
                .allSatisfy(action -> {
                    assertThat(action.shouldRetry()).isTrue();
                    assertThat(action.getSleepTime().toLong(TimeUnit.MILLISECONDS))
                            .isBetween(0L, 1_000L);
                });
        assertThat(tries.handleAttemptFailure(() -> 1_000_000).getSleepTime().toLong(TimeUnit.MILLISECONDS))
                .as("and is not hammered")
                .isPositive();
    }
}
