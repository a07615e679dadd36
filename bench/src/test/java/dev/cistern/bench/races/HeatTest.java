package dev.cistern.bench.races;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.bench.http.Response;
import dev.cistern.bench.http.ResponseHead;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** What counts as a fault of a race. */
final class HeatTest {
    private static final Response ABSENT = new Response(new ResponseHead(404, Map.of()), new byte[0]);

    private static Heat heat(boolean killed, int... outcomes) {
        return new Heat(7, 1, 16, killed, new AtomicIntegerArray(outcomes));
    }

    private static Response bodyOf(Heat heat, int client) {
        return new Response(
                new ResponseHead(200, Map.of()), heat.request(client).body());
    }

    private static List<String> judged(Heat heat, int author) {
        return heat.judge(bodyOf(heat, author));
    }

    @Test
    void oneWinnerWhoseBytesAreThereIsNoFault() {
        Heat heat = heat(false, 412, 200, 409);

        assertThat(judged(heat, 1)).isEmpty();
        assertThat(heat.winners()).isEqualTo(1);
        assertThat(heat.losers()).isEqualTo(2);
    }

    @Test
    void anyOtherOutcomeIsAFault() {
        assertThat(judged(heat(false, 200, 200), 1)).hasSize(1);
        assertThat(judged(heat(false, 412, 412), 1)).hasSize(2);
        assertThat(judged(heat(false, 200, 412), 1)).hasSize(1);
        assertThat(judged(heat(false, 200, 500), 0)).hasSize(1);
        assertThat(judged(heat(false, 200, Heat.BROKEN), 0)).hasSize(1);
        assertThat(heat(false, 200, 412).judge(ABSENT)).hasSize(1);
    }

    @Test
    void afterAKillWhoWasNotAnsweredMayHaveWon() {
        assertThat(judged(heat(true, 412, Heat.BROKEN), 1)).isEmpty();
        assertThat(heat(true, Heat.BROKEN, Heat.BROKEN).judge(ABSENT)).isEmpty();
        assertThat(judged(heat(true, 412, Heat.BROKEN), 0)).hasSize(1);
        assertThat(heat(true, 200, Heat.BROKEN).judge(ABSENT)).hasSize(1);
    }
}
