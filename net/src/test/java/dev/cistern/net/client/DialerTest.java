package dev.cistern.net.client;

import static dev.cistern.net.client.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.Asked;
import dev.cistern.net.pool.HostKey;
import dev.cistern.net.pool.Lease;
import dev.cistern.net.pool.Pool;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DialerTest {
    private static final PoolSettings PATIENT = new PoolSettings(
            Duration.ofMinutes(10),
            100,
            100,
            100,
            100,
            Duration.ofMinutes(10),
            32,
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofHours(1),
            0,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            9 * 1024);

    private final AtomicLong nanos = new AtomicLong(1_000_000_000_000L);
    private final VertxInternal vertx = (VertxInternal) Vertx.vertx();
    private final Agents agents = new Agents(vertx, null, Rig.SETTINGS.transport());
    private final Loops loops = new Loops(
            vertx, nanos::get, Rig.SETTINGS.transport(), Patience.of(ClientOptions.defaults()), new Random(2));
    private final Dialer dialer = new Dialer(agents, loops, this::lookUp, nanos::get, new Random(3));
    private final Pool<ClientConnection> pool = new Pool<>(dialer, PATIENT, nanos::get, new Random(1));
    private final ContextInternal context = vertx.createEventLoopContext();
    private final RawPeer peer = RawPeer.answering(RawPeer.ok(""));
    private final HostKey host = new HostKey("http", "peers.test", peer.port());
    private volatile List<InetAddress> known = List.of();

    @AfterEach
    void close() {
        await(pool.close());
        await(agents.close());
        await(vertx.close());
        peer.close();
    }

    private Future<List<InetAddress>> lookUp(EventLoop loop, String name) {
        return name.equals("peers.test")
                ? Future.succeededFuture(known)
                : Future.failedFuture(new UnknownHostException(name));
    }

    private static InetAddress address(int last) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
        } catch (UnknownHostException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private Lease<ClientConnection> acquire() {
        return await(Asked.of(pool, host, context.nettyEventLoop()).lease());
    }

    private static InetAddress addressOf(Lease<ClientConnection> lease) {
        return lease.connection().at().address();
    }

    @Test
    void connectionsAreSpreadOverTheAddressesOfAName() {
        try (RawPeer other = RawPeer.on(address(2), peer.port())) {
            known = List.of(address(1), address(2));
            List<Lease<ClientConnection>> leases = new ArrayList<>();
            for (int lease = 0; lease < 6; lease++) {
                leases.add(acquire());
            }
            assertThat(leases)
                    .filteredOn(lease -> addressOf(lease).equals(address(2)))
                    .hasSize(3);
            eventually(() -> other.accepted() == 3);
            assertThat(dialer.addresses().get(host))
                    .containsExactlyInAnyOrder(
                            new HostFigures.Address("127.0.0.1", 3, false),
                            new HostFigures.Address("127.0.0.2", 3, false));
            leases.forEach(Lease::release);
        }
    }

    @Test
    void addressesAddedByAScaleOutHaveTheirShareAfterALifetime() {
        try (RawPeer second = RawPeer.on(address(2), peer.port());
                RawPeer third = RawPeer.on(address(3), peer.port());
                RawPeer fourth = RawPeer.on(address(4), peer.port())) {
            known = List.of(address(1), address(2));
            Deque<Lease<ClientConnection>> leases = new ArrayDeque<>();
            for (int lease = 0; lease < 20; lease++) {
                leases.add(acquire());
            }
            known = List.of(address(1), address(2), address(3), address(4));
            nanos.addAndGet(Duration.ofMinutes(67).toNanos());
            for (int lease = 0; lease < 20; lease++) {
                leases.remove().release();
                leases.add(acquire());
            }
            assertThat(pool.figures().total().closes()).containsEntry(CloseReason.MAX_LIFETIME, 20L);
            eventually(() -> third.accepted() >= 4 && fourth.accepted() >= 4);
            assertThat(leases)
                    .filteredOn(lease -> List.of(address(3), address(4)).contains(addressOf(lease)))
                    .hasSizeBetween(8, 12);
            assertThat(second.accepted()).isGreaterThanOrEqualTo(10);
            leases.forEach(Lease::release);
        }
    }

    @Test
    void addressThatCannotBeReachedIsPassedOver() {
        known = List.of(address(3), address(1));
        Lease<ClientConnection> lease = acquire();
        assertThat(addressOf(lease)).isEqualTo(address(1));
        lease.release();
    }

    @Test
    void connectionsToAnAddressThatWentAwayDrain() {
        try (RawPeer other = RawPeer.on(address(2), peer.port())) {
            known = List.of(address(2));
            Lease<ClientConnection> old = acquire();
            assertThat(addressOf(old)).isEqualTo(address(2));
            known = List.of(address(1));
            nanos.addAndGet(Duration.ofSeconds(31).toNanos());
            Lease<ClientConnection> next = acquire();
            assertThat(addressOf(next)).isEqualTo(address(1));
            assertThat(pool.figures().total().draining()).isEqualTo(1);
            old.release();
            eventually(() -> pool.figures().total().closes().getOrDefault(CloseReason.DNS_REMOVED, 0L) > 0);
            eventually(() -> other.accepted() == 1);
            next.release();
        }
    }

    /** A connection is open here before its peer has accepted it, and closed here before the pool has been told. */
    private static void eventually(BooleanSupplier expected) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!expected.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void unknownNameIsToldAsSuch() {
        var unknown = Asked.of(pool, new HostKey("http", "nowhere.test", 80), context.nettyEventLoop());
        assertThatThrownBy(() -> await(unknown.lease())).hasStackTraceContaining("no address for \"nowhere.test\"");
    }

    @Test
    void hintOfThePeerShortensTheIdleTime() {
        try (Rig rig = new Rig();
                RawPeer hinting =
                        RawPeer.answering("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nok")) {
            assertThat(rig.get(hinting.origin(), "/")).isEqualTo("ok");
            rig.pass(Duration.ofMillis(2900));
            assertThat(rig.get(hinting.origin(), "/")).isEqualTo("ok");
            assertThat(hinting.accepted()).isEqualTo(1);
            rig.pass(Duration.ofMillis(3100));
            assertThat(rig.get(hinting.origin(), "/")).isEqualTo("ok");
            assertThat(hinting.accepted()).isEqualTo(2);
            assertThat(rig.closes(CloseReason.IDLE_TIMEOUT)).isEqualTo(1);
        }
    }
}
