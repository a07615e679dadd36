package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import dev.cistern.node.layers.Count;
import dev.cistern.node.layers.Sample;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ShownHostsTest {
    private static final long MINUTE = 60_000_000_000L;

    private final ShownHosts shown = new ShownHosts();
    private final Map<String, Sample> hosts = new LinkedHashMap<>();

    private void set(int host, long idle, long requests) {
        hosts.put(
                "http://h" + host + ":80",
                new Sample(
                        Map.of(Count.IDLE, idle, Count.REQUESTS, requests),
                        Map.of(CloseReason.IDLE_TIMEOUT, requests),
                        List.of(),
                        Map.of(),
                        null));
    }

    private static Map<Count, Long> others(Map<String, ShownHosts.Shown> shown) {
        return shown.getOrDefault(ShownHosts.OTHER, new ShownHosts.Shown(Map.of(), Map.of()))
                .counts();
    }

    @Test
    void fewHostsAreAllNamed() {
        for (int host = 0; host < ShownHosts.MOST; host++) {
            set(host, 1, 0);
        }

        assertThat(shown.look(hosts, 0)).hasSize(ShownHosts.MOST).doesNotContainKey(ShownHosts.OTHER);
    }

    @Test
    void theBusiestAreNamedAndTheRestIsAddedUp() {
        for (int host = 0; host < 1000; host++) {
            set(host, 2, host);
        }

        Map<String, ShownHosts.Shown> now = shown.look(hosts, 0);

        assertThat(now)
                .hasSize(ShownHosts.MOST + 1)
                .containsKey("http://h999:80")
                .doesNotContainKey("http://h967:80");
        assertThat(others(now)).containsEntry(Count.IDLE, 968L * 2).containsEntry(Count.REQUESTS, 968L * 967 / 2);
    }

    @Test
    void whoWasBusyLongAgoGivesWayToWhoIsBusyNow() {
        for (int host = 0; host < 40; host++) {
            set(host, 0, host < 32 ? 10_000 : 0);
        }
        assertThat(shown.look(hosts, 0)).doesNotContainKey("http://h39:80");
        set(39, 0, 2_000);

        assertThat(shown.look(hosts, MINUTE)).doesNotContainKey("http://h39:80");
        set(39, 0, 4_000);

        assertThat(shown.look(hosts, 30 * MINUTE)).containsKey("http://h39:80");
    }

    @Test
    void countsOfTheOthersNeverFall() {
        Random random = new Random(7);
        long[] requests = new long[200];
        long before = 0;
        for (int look = 0; look < 300; look++) {
            for (int host = 0; host < requests.length; host++) {
                requests[host] += random.nextInt(100) < 20 ? random.nextInt(1000) : 0;
                set(host, 0, requests[host]);
            }
            if (look % 10 == 0) {
                int forgotten = random.nextInt(requests.length);
                requests[forgotten] = 0;
                hosts.remove("http://h" + forgotten + ":80");
            }
            long now = others(shown.look(hosts, look * MINUTE / 4)).getOrDefault(Count.REQUESTS, 0L);
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
        assertThat(before).isPositive();
    }
}
