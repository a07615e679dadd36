package dev.cistern.net.pool;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.Deeds.Deed;
import dev.cistern.net.pool.PoolFigures.Figures;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * The pooled connections of one layer. Every method may be called from any thread.
 *
 * <p>An idle connection of the asking event loop is preferred, then one of another, then the first that is returned or
 * dialled. Waiters are served in the order in which they came, over all event loops; one that demands a fresh connection
 * lets those behind it have the used ones. A failed dial fails the oldest waiters that already waited when it began.
 *
 * @param <C> the connection
 */
public final class Pool<C> {
    private final LongSupplier nanoTime;
    private final Object lock = new Object();
    /** Guarded by the lock, as what it is made of. */
    private final PoolState<C> state;

    private final Upkeep<C> upkeep;
    private final Deeds<C> deeds;
    private final Map<EventLoop, Shard<C>> shards = new ConcurrentHashMap<>();
    /** Guarded by the lock. */
    private final List<java.util.concurrent.Future<?>> sweeps = new ArrayList<>();

    private final Promise<Void> ended = Promise.promise();

    /**
     * Makes a pool that has no connections yet.
     *
     * @param connector dials and closes
     * @param initial the settings to begin with
     * @param nanoTime a clock like {@link System#nanoTime}, safe for all threads
     * @param random varies the lifetimes; used by one thread at a time
     */
    public Pool(Connector<C> connector, PoolSettings initial, LongSupplier nanoTime, RandomGenerator random) {
        this.nanoTime = nanoTime;
        this.deeds = new Deeds<>(this, connector);
        this.state = new PoolState<>(connector, Limits.of(initial), deeds, random);
        this.upkeep = new Upkeep<>(state, nanoTime.getAsLong());
    }

    /**
     * Asks for a connection: the most recently used one if there is one.
     *
     * @param host where to
     * @param loop where the lease is delivered, and where a connection is preferred
     * @param acquirer who is given the lease, or told why there is none
     * @return to give it up by
     */
    public Acquisition acquire(HostKey host, EventLoop loop, Acquirer<C> acquirer) {
        Waiter<C> waiter = new Waiter<>(host, shardOf(loop), Wanted.ANY, acquirer);
        return ask(waiter, (pool, now) -> {
            waiter.arrivedAt = now;
            pool.acquire(waiter, now);
        });
    }

    /**
     * Asks for a connection straight from its dial: for the retry of a request that a stale connection lost.
     *
     * @param host where to
     * @param loop where the lease is delivered, and where a connection is preferred
     * @param arrivedAt when a connection was asked for the first time, as its lease tells: {@code acquire_timeout} counts
     *     from then
     * @param acquirer who is given the lease, or told why there is none
     * @return to give it up by
     */
    public Acquisition acquireFresh(HostKey host, EventLoop loop, long arrivedAt, Acquirer<C> acquirer) {
        Waiter<C> waiter = new Waiter<>(host, shardOf(loop), Wanted.FRESH, acquirer);
        waiter.arrivedAt = arrivedAt;
        return ask(waiter, (pool, now) -> pool.acquire(waiter, now));
    }

    /**
     * Asks for a connection that nobody would miss: one that is idle, or one that can be dialled at once, while nobody waits.
     *
     * @param host where to
     * @param loop where the lease is delivered, and where a connection is preferred
     * @param acquirer who is given the lease, or told at once that there is none
     * @return to give it up by
     */
    public Acquisition acquireSpare(HostKey host, EventLoop loop, Acquirer<C> acquirer) {
        Waiter<C> waiter = new Waiter<>(host, shardOf(loop), Wanted.SPARE, acquirer);
        return ask(waiter, (pool, now) -> {
            waiter.arrivedAt = now;
            pool.acquire(waiter, now);
        });
    }

    private Acquisition ask(Waiter<C> waiter, Event<C> event) {
        onEvent(event);
        EventLoop loop = waiter.shard.loop;
        if (!loop.inEventLoop() || !waiter.answered()) {
            new Deed(loop, () -> watch(waiter)).begin();
        }
        return () -> cancel(waiter);
    }

    private boolean cancel(Waiter<C> waiter) {
        boolean[] waited = new boolean[1];
        onEvent((pool, now) -> waited[0] = pool.cancel(waiter));
        return waited[0];
    }

    /** Fails the waiter if its time is over, and else sets its alarm. Runs on the waiter's event loop. */
    private void watch(Waiter<C> waiter) {
        long[] left = new long[1];
        onEvent((pool, now) -> left[0] = pool.expire(waiter, now));
        if (left[0] > 0) {
            waiter.wakeBy(waiter.shard.loop.schedule(() -> watch(waiter), left[0], TimeUnit.NANOSECONDS));
        }
    }

    /** The shard of a loop; on the first call begins its sweeps, which end with the pool or the loop. */
    private Shard<C> shardOf(EventLoop loop) {
        Shard<C> known = shards.get(loop);
        if (known != null) {
            return known;
        }
        synchronized (lock) {
            Shard<C> first = shards.get(loop);
            if (first == null) {
                Shard<C> shard = new Shard<>(loop, shards.size());
                long millis = Upkeep.SWEEP.toMillis();
                sweeps.add(loop.scheduleWithFixedDelay(() -> sweep(shard), millis, millis, TimeUnit.MILLISECONDS));
                shards.put(loop, shard);
                first = shard;
            }
            return first;
        }
    }

    /** Looks at all connections of a loop, a batch at a time. */
    private void sweep(Shard<C> shard) {
        int[] at = {Integer.MAX_VALUE};
        while (at[0] > 0) {
            onEvent((pool, now) -> at[0] = upkeep.sweep(shard, at[0], now));
        }
        onEvent((pool, now) -> upkeep.tendHosts(shard, now));
    }

    /** Looks at all connections now. */
    void sweep() {
        shards.values().forEach(this::sweep);
    }

    /** Something that happens at a moment. */
    interface Event<C> {
        void happen(PoolState<C> state, long now);
    }

    /** Decides under the lock what follows from an event, and does it after. */
    void onEvent(Event<C> event) {
        List<Deed> decided;
        boolean closing;
        synchronized (lock) {
            event.happen(state, nanoTime.getAsLong());
            decided = deeds.take();
            closing = state.closing;
        }
        try {
            Deeds.carryOut(decided);
        } finally {
            if (closing) {
                endIfOver();
            }
        }
    }

    /** Ends a closing pool when its last connection is closed. */
    void endIfOver() {
        synchronized (lock) {
            if (!state.closing || state.open > 0 || deeds.closing()) {
                return;
            }
            sweeps.forEach(sweep -> sweep.cancel(false));
        }
        ended.tryComplete();
    }

    void dialled(Pooled<C> pooled, C connection) {
        onEvent((pool, now) -> pool.dialled(pooled, connection, now));
    }

    void dialFailed(Pooled<C> pooled, Throwable cause) {
        CloseReason reason = cause instanceof DialFailedException step ? step.reason() : CloseReason.CONNECT_FAIL;
        onEvent((pool, now) -> pool.dialFailed(pooled, reason, cause, now));
    }

    /**
     * Takes up changed settings, for the connections and waiters that are there too. A raised limit wakes waiters, and a
     * shortened idle time closes what has been idle for longer, before this returns; a lowered limit closes surplus idle
     * connections at a bounded pace and never an active one.
     *
     * @param settings the effective values, all of them
     * @return what it did
     */
    public Future<Applied> apply(PoolSettings settings) {
        Limits next = Limits.of(settings);
        Applied[] applied = new Applied[1];
        onEvent((pool, now) -> applied[0] = upkeep.apply(next, now));
        return Future.succeededFuture(applied[0]);
    }

    /**
     * Closes idle connections because file descriptors run short, the least recently used of all hosts first; for ten
     * seconds none are dialled only to be kept ready.
     *
     * @param most how many at most
     * @return how many
     */
    public int reclaim(int most) {
        int[] reclaimed = new int[1];
        onEvent((pool, now) -> reclaimed[0] = upkeep.reclaim(most, now));
        return reclaimed[0];
    }

    /**
     * The connections as they are now.
     *
     * @return figures that add up; the histograms of ages and idle times are taken right after
     */
    public PoolFigures figures() {
        long now = nanoTime.getAsLong();
        FigureReader total;
        Map<HostKey, FigureReader> readers = new LinkedHashMap<>();
        synchronized (lock) {
            total = new FigureReader(now, state.limits);
            total.add(state.hosts.forgotten);
            for (HostState<C> host : state.hosts.all()) {
                FigureReader reader = new FigureReader(now, state.limits);
                reader.add(host);
                readers.put(host.key, reader);
            }
        }
        shards.values().forEach(shard -> readConnections(shard, readers));
        Map<HostKey, Figures> hosts = new LinkedHashMap<>();
        readers.forEach((key, reader) -> {
            total.add(reader);
            hosts.put(key, reader.figures());
        });
        return new PoolFigures(total.figures(), Collections.unmodifiableMap(hosts));
    }

    private void readConnections(Shard<C> shard, Map<HostKey, FigureReader> readers) {
        int from = 0;
        boolean more = true;
        while (more) {
            synchronized (lock) {
                int end = Math.min(shard.connections.size(), from + Upkeep.BATCH);
                for (int at = from; at < end; at++) {
                    Pooled<C> pooled = shard.connections.get(at);
                    FigureReader reader = readers.get(pooled.host.key);
                    if (reader != null) {
                        reader.add(pooled);
                    }
                }
                from = end;
                more = end < shard.connections.size();
            }
        }
    }

    /**
     * What was asked of each host in the last five minutes.
     *
     * @return by host, in the order of their first use
     */
    public Map<HostKey, HostTraffic> traffic() {
        List<HostState<C>> known;
        synchronized (lock) {
            known = List.copyOf(state.hosts.all());
        }
        Map<HostKey, HostTraffic> traffic = new LinkedHashMap<>();
        for (HostState<C> host : known) {
            HostTraffic read;
            Recording.Copy requests;
            int leasesPerConnection;
            synchronized (lock) {
                long now = nanoTime.getAsLong();
                read = host.traffic.read(now);
                requests = host.recording.copy(now);
                leasesPerConnection = host.expectedCapacity;
            }
            traffic.put(host.key, read.with(requests.inOrder(), leasesPerConnection));
        }
        return Collections.unmodifiableMap(traffic);
    }

    /**
     * Gives up hosts that will not be asked for any more: closes their idle connections, has the others closed as their
     * leases are returned, and keeps no connections ready for them. Who waits for them is served all the same.
     *
     * @param which the hosts
     */
    public void retire(Predicate<HostKey> which) {
        onEvent((pool, now) -> upkeep.retire(shards.values(), which, now));
    }

    /**
     * Closes what is idle, fails who waits, refuses who asks, and closes the rest as their leases are returned.
     *
     * @return completes when no connection is left; the same for every call
     */
    public Future<Void> close() {
        onEvent((pool, now) -> upkeep.stop(shards.values(), now));
        return ended.future();
    }
}
