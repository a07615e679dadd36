package dev.cistern.net.pool;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import io.netty.channel.DefaultEventLoop;
import io.vertx.core.Future;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** A pool's decisions without threads or sockets, on false time: effects are recorded, and dials end when told to. */
final class FalsePool implements Effects<FalsePool.Socket>, Connector<FalsePool.Socket> {
    /** Effects are noted here, and nobody is told. */
    static final Acquirer<Socket> NOBODY = new Acquirer<>() {
        @Override
        public void granted(Lease<Socket> lease) {}

        @Override
        public void refused(AcquireException why) {}
    };

    static final HostKey HOST = new HostKey("http", "192.0.2.1", 80);
    static final PoolSettings SETTINGS = new PoolSettings(
            Duration.ofSeconds(15),
            2_000,
            100,
            256,
            1_024,
            Duration.ofSeconds(5),
            32,
            Duration.ofSeconds(3),
            Duration.ofSeconds(5),
            Duration.ofMinutes(10),
            0,
            Integer.MAX_VALUE,
            Integer.MAX_VALUE,
            9 * 1024);

    /** Connections that live for a year, and no more of them to a host than that. */
    static PoolSettings limited(int connsPerHost, int maxWaiters) {
        return new PoolSettings(
                SETTINGS.idleTime(),
                SETTINGS.idleConns(),
                connsPerHost,
                connsPerHost,
                maxWaiters,
                SETTINGS.acquireTimeout(),
                SETTINGS.dialsPerHost(),
                SETTINGS.connectTimeout(),
                SETTINGS.tlsTimeout(),
                Duration.ofDays(365),
                0,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                SETTINGS.idleConnBytes());
    }

    long now = 77_000_000_000L;
    int expectedCapacity = 1;
    final PoolState<Socket> state;
    final Upkeep<Socket> upkeep;
    final List<Shard<Socket>> shards = new ArrayList<>();
    final List<Pooled<Socket>> dials = new ArrayList<>();
    final Map<Waiter<Socket>, Grant<Socket>> granted = new HashMap<>();
    final Map<Waiter<Socket>, AcquireException> failed = new HashMap<>();
    final List<Waiter<Socket>> grantOrder = new ArrayList<>();
    final List<CloseReason> closes = new ArrayList<>();
    final List<Alarm> alarms = new ArrayList<>();
    /** Leases that were noticed as dropped, by host. */
    final Map<HostKey, Long> leaks = new HashMap<>();

    private @Nullable Limits lastDial;
    private int sockets;

    FalsePool(PoolSettings settings) {
        this(settings, 1, new Random(1));
    }

    FalsePool(PoolSettings settings, int loops, Random random) {
        state = new PoolState<>(this, Limits.of(settings), this, random);
        upkeep = new Upkeep<>(state, now);
        for (int loop = 0; loop < loops; loop++) {
            shards.add(new Shard<>(new DefaultEventLoop(), loop));
        }
    }

    /** When a host has to be told that it may dial. */
    record Alarm(HostState<Socket> host, long at) {}

    /** A connection that is none. */
    static final class Socket {
        final int number;
        boolean dead;
        boolean closed;

        Socket(int number) {
            this.number = number;
        }
    }

    Waiter<Socket> ask() {
        return ask(HOST, 0, Wanted.ANY);
    }

    Waiter<Socket> ask(HostKey host, int loop, Wanted wanted) {
        Waiter<Socket> waiter = new Waiter<>(host, shards.get(loop), wanted, NOBODY);
        waiter.arrivedAt = now;
        state.acquire(waiter, now);
        return waiter;
    }

    /** Asks, and ends the dial if one was begun. */
    Grant<Socket> lease() {
        return lease(HOST, 0);
    }

    Grant<Socket> lease(HostKey host, int loop) {
        Waiter<Socket> waiter = ask(host, loop, Wanted.ANY);
        if (!granted.containsKey(waiter)) {
            connect();
        }
        return grant(waiter);
    }

    List<Grant<Socket>> leases(int count) {
        List<Grant<Socket>> grants = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            grants.add(lease());
        }
        return grants;
    }

    Grant<Socket> grant(Waiter<Socket> waiter) {
        Grant<Socket> grant = granted.get(waiter);
        if (grant == null) {
            throw new AssertionError("no lease was given");
        }
        return grant;
    }

    /** The oldest dial succeeds. */
    void connect() {
        connect(dials.get(0));
    }

    void connect(Pooled<Socket> dial) {
        dials.remove(dial);
        state.dialled(dial, new Socket(++sockets), now);
    }

    void connectAll() {
        while (!dials.isEmpty()) {
            connect();
        }
    }

    void refuse(Pooled<Socket> dial) {
        dials.remove(dial);
        state.dialFailed(dial, CloseReason.CONNECT_FAIL, new IllegalStateException("refused"), now);
    }

    AcquireException.@Nullable Code code(Waiter<Socket> waiter) {
        AcquireException failure = failed.get(waiter);
        return failure == null ? null : failure.code();
    }

    void giveBack(Grant<Socket> grant) {
        state.returned(grant, null, now);
    }

    /** Whoever holds it forgets it. */
    static void drop(Grant<Socket> grant) {
        WeakReference<Object> gone = new WeakReference<>(new Object());
        gone.clear();
        grant.heldBy(gone);
    }

    void giveBack(List<Grant<Socket>> grants) {
        grants.forEach(this::giveBack);
    }

    /** Lets time pass, with every alarm at its moment, a sweep every 250 ms and one at the end. */
    void pass(Duration time) {
        long until = now + time.toNanos();
        while (now < until) {
            passWithoutSweep(Duration.ofNanos(Math.min(until - now, Upkeep.SWEEP.toNanos())));
            sweep();
        }
    }

    /** Lets time pass, with every alarm at its moment. */
    void passWithoutSweep(Duration time) {
        long until = now + time.toNanos();
        Alarm next = nextAlarm();
        while (next != null && next.at() <= until) {
            now = Math.max(now, next.at());
            ring(next);
            next = nextAlarm();
        }
        now = until;
    }

    /** The limits that the last dial was begun with. */
    Limits lastDial() {
        return Objects.requireNonNull(lastDial);
    }

    private @Nullable Alarm nextAlarm() {
        return alarms.stream().min(Comparator.comparingLong(Alarm::at)).orElse(null);
    }

    void ring(Alarm alarm) {
        alarms.remove(alarm);
        state.dialDue(alarm.host(), alarm.at(), now);
    }

    PoolFigures.Figures figures() {
        FigureReader reader = new FigureReader(now, state.limits);
        state.hosts.all().forEach(reader::add);
        return reader.figures();
    }

    void sweep() {
        for (Shard<Socket> shard : shards) {
            int from = Integer.MAX_VALUE;
            while (from > 0) {
                from = upkeep.sweep(shard, from, now);
            }
            upkeep.tendHosts(shard, now);
        }
    }

    Applied apply(PoolSettings settings) {
        return upkeep.apply(Limits.of(settings), now);
    }

    HostState<Socket> host() {
        return host(HOST);
    }

    HostState<Socket> host(HostKey key) {
        HostState<Socket> host = state.hosts.get(key);
        if (host == null) {
            throw new AssertionError("unknown host " + key);
        }
        return host;
    }

    @Override
    public void dial(Pooled<Socket> connection, Limits limits) {
        dials.add(connection);
        lastDial = limits;
    }

    @Override
    public void close(Socket connection, Shard<Socket> shard, CloseReason reason) {
        if (connection.closed) {
            throw new AssertionError("closed twice");
        }
        connection.closed = true;
        closes.add(reason);
    }

    @Override
    public void grant(Waiter<Socket> waiter, Grant<Socket> grant) {
        granted.put(waiter, grant);
        grantOrder.add(waiter);
    }

    @Override
    public void dialLater(HostState<Socket> host, Shard<Socket> shard, long at, long nanos) {
        if (nanos <= 0 || at - now != nanos) {
            throw new AssertionError("an alarm for the past, or for two moments");
        }
        alarms.add(new Alarm(host, at));
    }

    @Override
    public void leaked(Grant<Socket> lease, long at) {
        leaks.merge(lease.pooled().host.key, 1L, Long::sum);
    }

    @Override
    public void fail(Waiter<Socket> waiter, AcquireException failure) {
        failed.put(waiter, failure);
    }

    @Override
    public Future<Socket> dial(Dial dial) {
        throw new AssertionError("dials are recorded");
    }

    @Override
    public void close(Socket connection, CloseReason reason) {
        throw new AssertionError("closes are recorded");
    }

    @Override
    public boolean usable(Socket connection) {
        return !connection.dead;
    }

    @Override
    public int expectedCapacity(HostKey host) {
        return expectedCapacity;
    }
}
