package dev.cistern.net.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AddressesTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final EventLoop loop = new DefaultEventLoop();
    private final List<Promise<List<InetAddress>>> asked = new ArrayList<>();
    private final List<Set<InetAddress>> changes = new ArrayList<>();
    private final Addresses addresses = new Addresses(this::ask, (name, left) -> changes.add(left), nanos::get);

    @AfterEach
    void close() {
        assertThat(loop.shutdownGracefully(0, 0, TimeUnit.SECONDS)).isNotNull();
    }

    private Future<List<InetAddress>> ask(EventLoop on, String name) {
        assertThat(on).isSameAs(loop);
        Promise<List<InetAddress>> answer = Promise.promise();
        asked.add(answer);
        return answer.future();
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private InetAddress first(String name) {
        return addresses.of(loop, name).result().get(0);
    }

    private void answer(Integer... lasts) {
        List<InetAddress> all = new ArrayList<>();
        for (int last : lasts) {
            all.add(address(last));
        }
        asked.get(asked.size() - 1).complete(all);
    }

    @Test
    void allAddressesOfANameAreGiven() {
        Future<List<InetAddress>> early = addresses.of(loop, "a");
        answer(1, 2, 3);
        assertThat(early.result()).containsExactly(address(1), address(2), address(3));
        assertThat(addresses.of(loop, "a").result()).containsExactly(address(1), address(2), address(3));
        assertThat(asked).hasSize(1);
    }

    @Test
    void dialsAtTheSameTimeAskOnce() {
        Future<List<InetAddress>> one = addresses.of(loop, "a");
        Future<List<InetAddress>> other = addresses.of(loop, "a");
        assertThat(asked).hasSize(1);
        answer(1, 2);
        assertThat(one.result()).isEqualTo(other.result()).hasSize(2);
    }

    @Test
    void addressesAreBelievedForThirtySeconds() {
        addresses.of(loop, "a");
        answer(1, 2);
        nanos.addAndGet(Duration.ofSeconds(30).toNanos() - 1);
        assertThat(first("a")).isNotNull();
        assertThat(asked).hasSize(1);
        nanos.addAndGet(1);
        addresses.of(loop, "a");
        assertThat(asked).hasSize(2);
        answer(2, 1);
        assertThat(changes).isEmpty();
    }

    @Test
    void changedAddressesAreTold() {
        addresses.of(loop, "a");
        answer(1, 2);
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        Future<List<InetAddress>> again = addresses.of(loop, "a");
        answer(2, 3);
        assertThat(again.result()).containsExactlyInAnyOrder(address(2), address(3));
        assertThat(changes).containsExactly(Set.of(address(2), address(3)));
    }

    @Test
    void failureIsNotRemembered() {
        Future<List<InetAddress>> failed = addresses.of(loop, "a");
        asked.get(0).fail("no such name");
        assertThat(failed.cause()).hasMessage("no such name");
        Future<List<InetAddress>> again = addresses.of(loop, "a");
        answer(1);
        assertThat(again.succeeded()).isTrue();
    }

    @Test
    void namesBeyondTheLimitAreForgotten() {
        for (int name = 0; name <= Addresses.MOST_NAMES; name++) {
            addresses.of(loop, "name-" + name);
            answer(1);
        }
        int before = asked.size();
        addresses.of(loop, "name-" + Addresses.MOST_NAMES);
        assertThat(asked).hasSize(before);
        addresses.of(loop, "name-0");
        assertThat(asked).hasSize(before + 1);
    }
}
