package dev.cistern.net.pool;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;

/** One run of a {@link Replay}: a pool's decisions, and an outer world of false time for them. Confined to one thread. */
final class ReplayRun implements Effects<ReplayRun.Line>, Connector<ReplayRun.Line> {
    private static final int PASSES = 2;
    /** Part of a shard; nothing ever runs on it. */
    private static final EventLoop NO_LOOP = new DefaultEventLoop();

    private static final long SEED = 1;

    /** Effects are noted here, and nobody is told. */
    private static final Acquirer<Line> NOBODY = new Acquirer<>() {
        @Override
        public void granted(Lease<Line> lease) {}

        @Override
        public void refused(AcquireException why) {}
    };

    private final Shard<Line> shard = new Shard<>(NO_LOOP, 0);
    private final Map<HostKey, ReplayedHost> hosts = new LinkedHashMap<>();
    private final Map<Waiter<Line>, Asked> waiting = new HashMap<>();
    private final PriorityQueue<Moment> future =
            new PriorityQueue<>(Comparator.comparingLong(Moment::at).thenComparingLong(Moment::order));
    private final PoolState<Line> state;
    private final Upkeep<Line> upkeep;
    /** The longest time between the beginnings of the two passes: the end, for all hosts, is twice as late. */
    private final long periodNanos;

    private long now;
    private long order;

    ReplayRun(List<Replay.Host> replayed, PoolSettings settings) {
        this.state = new PoolState<>(this, Limits.of(settings), this, new Random(SEED));
        this.upkeep = new Upkeep<>(state, 0);
        long longest = 1;
        for (Replay.Host host : replayed) {
            ReplayedHost line = new ReplayedHost(host);
            hosts.put(host.key(), line);
            longest = Math.max(longest, line.leastPeriodNanos());
        }
        this.periodNanos = longest;
    }

    /** A connection that is none. */
    enum Line {
        LINE
    }

    /** Something that is going to happen. */
    private record Moment(long at, long order, Runnable event) {}

    /** A request that awaits its connection or has it. */
    private record Asked(ReplayedHost host, int request, long at, boolean counts) {}

    private void at(long when, Runnable event) {
        future.add(new Moment(when, order++, event));
    }

    Map<HostKey, Replay.Outcome> run() {
        hosts.values().forEach(host -> arrivalOf(host, 0, 0));
        at(Upkeep.SWEEP.toNanos(), this::sweep);
        long end = PASSES * periodNanos;
        while (!future.isEmpty() && future.peek().at() < end) {
            Moment next = future.remove();
            now = next.at();
            next.event().run();
        }
        now = end;
        Map<HostKey, Replay.Outcome> outcomes = new LinkedHashMap<>();
        hosts.forEach((key, host) -> {
            watch(host);
            outcomes.put(key, host.outcome(periodNanos));
        });
        return outcomes;
    }

    /** A request's arrival, which is followed by the next one's. */
    private void arrivalOf(ReplayedHost host, int request, int pass) {
        RecordedRequests requests = host.replayed.requests();
        if (pass == PASSES || requests.count() == 0) {
            return;
        }
        at(pass * periodNanos + requests.arrivalNanos(request), () -> {
            boolean last = request + 1 == requests.count();
            arrivalOf(host, last ? 0 : request + 1, last ? pass + 1 : pass);
            watch(host);
            ask(new Asked(host, request, now, pass > 0));
            watch(host);
        });
    }

    private void ask(Asked asked) {
        Waiter<Line> waiter = new Waiter<>(asked.host().replayed.key(), shard, Wanted.ANY, NOBODY);
        waiter.arrivedAt = now;
        waiting.put(waiter, asked);
        state.acquire(waiter, now);
        if (waiter.waits()) {
            at(now + state.limits.acquireNanos(), () -> expire(waiter));
        }
    }

    private void expire(Waiter<Line> waiter) {
        if (waiter.waits()) {
            long left = state.expire(waiter, now);
            assert left == 0;
        }
    }

    private void sweep() {
        hosts.values().forEach(this::watch);
        int from = Integer.MAX_VALUE;
        while (from > 0) {
            from = upkeep.sweep(shard, from, now);
        }
        upkeep.tendHosts(shard, now);
        hosts.values().forEach(this::watch);
        at(now + Upkeep.SWEEP.toNanos(), this::sweep);
    }

    /** Looks at what a host has, before it changes and after. */
    private void watch(ReplayedHost host) {
        HostState<Line> seen = state.hosts.get(host.replayed.key());
        if (seen != null && now >= periodNanos) {
            host.watched(now - periodNanos, seen.idle.size(), seen.open);
        }
    }

    @Override
    public void dial(Pooled<Line> connection, Limits limits) {
        ReplayedHost host = hosts.get(connection.host.key);
        if (host == null) {
            throw new IllegalStateException("no such host " + connection.host.key);
        }
        if (now >= periodNanos) {
            host.dials++;
        }
        at(now + host.replayed.dialTime().toNanos(), () -> {
            watch(host);
            connection.hintNanos = host.hintNanos;
            if (host.replayed.leasesPerConnection() > 1) {
                state.capacity(connection, host.replayed.leasesPerConnection(), now);
            }
            state.dialled(connection, Line.LINE, now);
            watch(host);
        });
    }

    @Override
    public void grant(Waiter<Line> waiter, Grant<Line> grant) {
        Asked asked = waiting.remove(waiter);
        if (asked == null) {
            throw new IllegalStateException("a lease for nobody");
        }
        ReplayedHost host = asked.host();
        if (asked.counts()) {
            host.granted(now - asked.at());
        }
        boolean lost = host.replayed.requests().lost(asked.request());
        at(now + host.replayed.requests().heldNanos(asked.request()), () -> {
            watch(host);
            state.returned(grant, lost ? CloseReason.PEER_CLOSE_HDR : null, now);
            watch(host);
        });
    }

    @Override
    public void fail(Waiter<Line> waiter, AcquireException failure) {
        Asked asked = waiting.remove(waiter);
        if (asked != null && asked.counts()) {
            asked.host().refused++;
        }
    }

    @Override
    public void close(Line connection, Shard<Line> of, CloseReason reason) {
        // Nobody is at the other end.
    }

    @Override
    public void dialLater(HostState<Line> host, Shard<Line> of, long when, long nanos) {
        at(when, () -> state.dialDue(host, when, now));
    }

    @Override
    public void leaked(Grant<Line> lease, long when) {
        throw new IllegalStateException("every lease is returned");
    }

    @Override
    public Future<Line> dial(Dial dial) {
        throw new IllegalStateException("dials end by false time");
    }

    @Override
    public void close(Line connection, CloseReason reason) {
        throw new IllegalStateException("closes end with the decision");
    }

    @Override
    public boolean usable(Line connection) {
        return true;
    }

    @Override
    public int expectedCapacity(HostKey key) {
        ReplayedHost host = hosts.get(key);
        return host == null ? 1 : host.replayed.leasesPerConnection();
    }
}
