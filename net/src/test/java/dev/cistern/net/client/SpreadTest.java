package dev.cistern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.client.HostFigures.Address;
import dev.cistern.net.pool.HostKey;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpreadTest {
    private static final HostKey HOST = new HostKey("http", "peers.test", 80);
    private long now = Long.MAX_VALUE - 5;
    private final Spread spread = new Spread(() -> now, new Random(7));

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static List<InetAddress> addresses(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(SpreadTest::address).toList();
    }

    private InetAddress dial(Spread over, int addresses) {
        InetAddress chosen = over.take(HOST, addresses(addresses));
        over.reached(HOST, chosen);
        return chosen;
    }

    private static int open(Spread spread, int last) {
        return spread.read().getOrDefault(HOST, List.of()).stream()
                .filter(address -> address.address().equals("127.0.0." + last))
                .mapToInt(Address::open)
                .sum();
    }

    @Test
    void twoAddressesGetEqualNumbers() {
        for (int pair = 0; pair < 50; pair++) {
            dial(spread, 2);
            dial(spread, 2);
            assertThat(open(spread, 1)).isEqualTo(open(spread, 2)).isEqualTo(pair + 1);
        }
    }

    @Test
    void dialsInFlightCount() {
        InetAddress one = spread.take(HOST, addresses(2));
        assertThat(spread.take(HOST, addresses(2))).isNotEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void addressesAddedByAScaleOutHaveTheirShareWithinALifetime(long seed) {
        Spread grown = new Spread(() -> now, new Random(seed));
        Deque<InetAddress> open = new ArrayDeque<>();
        for (int connection = 0; connection < 40; connection++) {
            open.add(dial(grown, 2));
        }
        for (int ended = 0; ended < 40; ended++) {
            grown.left(HOST, open.remove());
            open.add(dial(grown, 4));
        }
        for (int added : List.of(3, 4)) {
            assertThat(open(grown, added)).isBetween(8, 16);
        }
    }

    @Test
    void addressThatFailedIsLeftOutAndThenTriedByOneDial() {
        InetAddress down = spread.take(HOST, addresses(2));
        spread.failed(HOST, down);
        for (int dial = 0; dial < 10; dial++) {
            assertThat(dial(spread, 2)).isNotEqualTo(down);
        }
        now += Duration.ofSeconds(1).toNanos();
        assertThat(spread.take(HOST, addresses(2))).isEqualTo(down);
        assertThat(dial(spread, 2)).isNotEqualTo(down);
        spread.failed(HOST, down);
        now += Duration.ofSeconds(2).toNanos() - 1;
        assertThat(dial(spread, 2)).isNotEqualTo(down);
        now += 1;
        assertThat(dial(spread, 2)).isEqualTo(down);
        assertThat(dial(spread, 2)).isEqualTo(down);
    }

    @Test
    void whereAllHaveFailedOneIsTriedAllTheSame() {
        for (int dial = 0; dial < 5; dial++) {
            spread.failed(HOST, spread.take(HOST, addresses(2)));
        }
        assertThat(spread.take(HOST, addresses(2))).isIn(addresses(2));
        assertThat(spread.read().get(HOST)).allMatch(Address::avoided);
    }

    @Test
    void hostWithoutConnectionsLeavesNothing() {
        InetAddress one = dial(spread, 1);
        spread.left(HOST, one);
        assertThat(spread.read()).isEmpty();
    }

    @Test
    void hostsThatFailedAreForgottenBeyondTheLimitButThoseInUseAreNot() {
        InetAddress used = dial(spread, 1);
        for (int other = 0; other < 2 * Spread.MOST_HOSTS; other++) {
            HostKey host = new HostKey("http", "other-" + other, 80);
            spread.failed(host, spread.take(host, addresses(1)));
        }
        Map<HostKey, List<Address>> read = spread.read();
        assertThat(read).hasSize(Spread.MOST_HOSTS);
        assertThat(read.get(HOST)).containsExactly(new Address(used.getHostAddress(), 1, false));
    }
}
