package dev.cistern.node.backed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WindowTest {
    private static final int PIECE = 10_000;

    private final Window window = new Window();
    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        var unused = BackedStoreUnderTest.await(vertx.close());
    }

    @Test
    void windowKeepsTheMostRecentBytesAndNoMore() {
        Random random = new Random(1);
        long end = 0;
        for (int i = 0; i < 10_000; i++) {
            int length = random.nextInt(PIECE);
            window.append(Buffer.buffer(new byte[length]));
            end += length;

            assertThat(window.end()).isEqualTo(end);
            assertThat(window.bytes()).isLessThan(Window.KEPT_BYTES + PIECE);
            assertThat(window.bytes()).isGreaterThanOrEqualTo(Math.min(end, Window.KEPT_BYTES));
        }
    }

    @Test
    void bytesAreGivenFromAnyPositionThatIsHere() {
        window.append(Buffer.buffer("abc"));
        window.append(Buffer.buffer("def"));

        assertThat(window.from(1)).contains(Buffer.buffer("bc"));
        assertThat(window.from(3)).contains(Buffer.buffer("def"));
        assertThat(window.from(6)).isEmpty();
        window.clear();
        assertThat(window.from(3)).isEmpty();
        assertThat(window.end()).isEqualTo(6);
    }

    @Test
    void onlyTheFastestReaderSetsThePace() {
        Pace pace = new Pace(vertx, Duration.ofHours(1), () -> {});
        Follower slow = new Follower(0);
        Follower fast = new Follower(Pace.LEAD_BYTES);

        assertThat(pace.mustHold(Pace.LEAD_BYTES, List.of())).isFalse();
        assertThat(pace.mustHold(Pace.LEAD_BYTES - 1, List.of(slow))).isFalse();
        assertThat(pace.mustHold(Pace.LEAD_BYTES, List.of(slow))).isTrue();
        assertThat(pace.mustHold(Pace.LEAD_BYTES, List.of(slow, fast))).isFalse();
        assertThat(pace.mustHold(2L * Pace.LEAD_BYTES, List.of(slow, fast))).isTrue();
        pace.hurry();
        assertThat(pace.mustHold(2L * Pace.LEAD_BYTES, List.of(slow, fast))).isFalse();
    }

    @Test
    void readerIsAnsweredOnce() {
        Follower follower = new Follower(5);
        Promise<Optional<Buffer>> asked = Promise.promise();
        follower.ask(5, asked);

        follower.give(Optional.of(Buffer.buffer("abc")));
        follower.fail(new AssertionError("nobody asked"));

        assertThat(asked.future().result()).contains(Buffer.buffer("abc"));
        assertThat(follower.position()).isEqualTo(8);
        assertThat(follower.isAsking()).isFalse();
    }
}
