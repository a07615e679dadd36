package dev.cistern.net.pool;

import static dev.cistern.net.pool.FalsePool.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.PoolSettings;
import dev.cistern.net.CloseReason;
import dev.cistern.net.pool.FalsePool.Alarm;
import dev.cistern.net.pool.FalsePool.Socket;
import dev.cistern.net.pool.Pooled.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random schedules of everything that can happen to a pool of several event loops and hosts, on false time. */
final class PoolScheduleTest {
    private static final int STEPS = 100_000;
    private static final int LOOPS = 3;
    private static final List<HostKey> HOSTS = List.of(
            new HostKey("http", "192.0.2.1", 80),
            new HostKey("http", "192.0.2.2", 80),
            new HostKey("h2c", "192.0.2.3", 80));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void figuresAddUpNoLimitIsPassedAndNobodyWaitsInVain(long seed) {
        Schedule schedule = new Schedule(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            try {
                schedule.step();
                schedule.check();
            } catch (AssertionError failure) {
                throw new AssertionError("seed " + seed + ", step " + step, failure);
            }
        }
        assertThat(EnumSet.copyOf(schedule.pool.closes))
                .contains(
                        CloseReason.IDLE_TIMEOUT,
                        CloseReason.IDLE_CAP_HOST,
                        CloseReason.IDLE_CAP_TOTAL,
                        CloseReason.MAX_LIFETIME,
                        CloseReason.MAX_REQUESTS,
                        CloseReason.FD_PRESSURE,
                        CloseReason.LEAK,
                        CloseReason.CONFIG_DRAIN,
                        CloseReason.PEER_FIN_IDLE,
                        CloseReason.GOAWAY,
                        CloseReason.PROTOCOL_ERROR);
        schedule.stop();
        schedule.check();
        assertThat(schedule.pool.state.open).isZero();
    }

    /** Counts of a host, taken from its connections one by one. */
    private static final class Count {
        int idle;
        int active;
        int draining;
        int dialling;
        int leases;
        int available;

        void add(Pooled<Socket> pooled) {
            leases += pooled.leases;
            Schedule.same(pooled.outstanding.size(), pooled.leases);
            if (pooled.phase == Phase.DIALLING) {
                dialling++;
            } else if (pooled.drainReason != null) {
                assertThat(pooled.leases).isPositive();
                draining++;
            } else if (pooled.leases == 0) {
                idle++;
            } else {
                active++;
            }
            if (pooled.available()) {
                available++;
            }
        }

        int open() {
            return idle + active + draining + dialling;
        }
    }

    private static final class Schedule {
        final Random random;
        final FalsePool pool;
        final List<Grant<Socket>> held = new ArrayList<>();
        final List<Waiter<Socket>> asked = new ArrayList<>();
        Limits limits;
        private Map<HostKey, Count> before = new HashMap<>();
        private int idleBefore;
        private int granted;
        /** For each host the dials, and the moment, from which on the settings have been the same. */
        private final Map<HostKey, long[]> dialled = new HashMap<>();

        Schedule(Random random) {
            this.random = random;
            PoolSettings first = settings();
            this.limits = Limits.of(first);
            this.pool = new FalsePool(first, LOOPS, random);
        }

        private PoolSettings settings() {
            return new PoolSettings(
                    Duration.ofSeconds(2 + random.nextInt(8)),
                    random.nextInt(3) == 0 ? Integer.MAX_VALUE : 1 + random.nextInt(20),
                    random.nextInt(10),
                    1 + random.nextInt(12),
                    random.nextInt(15),
                    Duration.ofSeconds(2 + random.nextInt(4)),
                    1 + random.nextInt(4),
                    SETTINGS.connectTimeout(),
                    SETTINGS.tlsTimeout(),
                    Duration.ofSeconds(2 + random.nextInt(6)),
                    random.nextInt(3),
                    random.nextInt(3) == 0 ? 1 + random.nextInt(10) : Integer.MAX_VALUE,
                    random.nextBoolean() ? 1 + random.nextInt(30) : Integer.MAX_VALUE,
                    SETTINGS.idleConnBytes());
        }

        void step() {
            pool.now += random.nextInt(20_000_000);
            if (random.nextInt(3) > 0) {
                ringAlarms();
            }
            if (random.nextInt(25) == 0) {
                pool.sweep();
            } else if (random.nextInt(300) == 0) {
                PoolSettings next = settings();
                limits = Limits.of(next);
                pool.state.hosts.all().forEach(host -> dialled.put(host.key, new long[] {host.tally.dials, pool.now}));
                assertThat(pool.apply(next).idleClosing()).isNotNegative();
            } else {
                act();
            }
            take();
        }

        private void act() {
            switch (random.nextInt(21)) {
                case 0, 1, 2, 3, 4, 5 -> ask();
                case 6, 7, 8 -> endDial();
                case 9, 10, 11, 12, 13, 14 -> giveBack();
                case 15 -> dieOrDrain();
                case 16 -> resize();
                case 17 -> giveUp();
                case 18 -> hint();
                case 19 -> dropOrReclaim();
                default -> pool.now += random.nextInt(400_000_000);
            }
        }

        private void ask() {
            HostKey host = HOSTS.get(random.nextInt(HOSTS.size()));
            pool.expectedCapacity = host.scheme().equals("h2c") ? 3 : 1;
            Wanted wanted =
                    switch (random.nextInt(10)) {
                        case 0 -> Wanted.FRESH;
                        case 1 -> Wanted.SPARE;
                        default -> Wanted.ANY;
                    };
            Waiter<Socket> waiter = pool.ask(host, random.nextInt(LOOPS), wanted);
            HostState<Socket> state = pool.state.hosts.get(host);
            boolean queues = state != null && state.waiters.size() > state.covered();
            never(wanted == Wanted.SPARE && waiter.waits() && queues, "queues for a spare one");
            asked.add(waiter);
        }

        private void endDial() {
            if (pool.dials.isEmpty()) {
                return;
            }
            Pooled<Socket> dial = pool.dials.get(random.nextInt(pool.dials.size()));
            if (random.nextInt(5) == 0) {
                pool.refuse(dial);
                return;
            }
            if (dial.host.key.scheme().equals("h2c")) {
                pool.state.capacity(dial, 1 + random.nextInt(4), pool.now);
            }
            pool.connect(dial);
        }

        private void giveBack() {
            if (!held.isEmpty()) {
                Grant<Socket> grant = held.remove(random.nextInt(held.size()));
                pool.state.returned(grant, random.nextInt(12) == 0 ? CloseReason.PROTOCOL_ERROR : null, pool.now);
            }
        }

        private void dieOrDrain() {
            Pooled<Socket> pooled = any();
            if (pooled == null) {
                return;
            }
            switch (random.nextInt(4)) {
                case 0 -> pool.state.gone(pooled, CloseReason.PEER_RST, pool.now);
                case 1 -> pool.state.drained(pooled, CloseReason.GOAWAY, pool.now);
                case 2 -> {
                    if (pooled.connection != null) {
                        pooled.connection.dead = true;
                    }
                }
                default -> pool.state.gone(pooled, CloseReason.PEER_FIN_IDLE, pool.now);
            }
        }

        private void resize() {
            Pooled<Socket> pooled = any();
            if (pooled != null && pooled.host.key.scheme().equals("h2c")) {
                pool.state.capacity(pooled, random.nextInt(5), pool.now);
            }
        }

        private void giveUp() {
            if (asked.isEmpty()) {
                return;
            }
            Waiter<Socket> waiter = asked.get(random.nextInt(asked.size()));
            boolean waited = waiter.waits();
            if (random.nextBoolean()) {
                assertThat(pool.state.cancel(waiter)).isEqualTo(waited);
            } else {
                assertThat(pool.state.expire(waiter, pool.now)).isNotNegative();
            }
        }

        private void hint() {
            Pooled<Socket> pooled = any();
            if (pooled != null) {
                pooled.hintNanos = Duration.ofSeconds(1 + random.nextInt(10)).toNanos();
            }
        }

        /** A lease is dropped by its holder, or descriptors run short; both seldom. */
        private void dropOrReclaim() {
            if (random.nextInt(10) == 0) {
                int idle = pool.state.idle.size();
                int most = random.nextInt(4);
                same(pool.upkeep.reclaim(most, pool.now), Math.min(idle, most));
            } else if (!held.isEmpty() && random.nextInt(4) == 0) {
                FalsePool.drop(held.remove(random.nextInt(held.size())));
            }
        }

        /** Alarms may ring late, and in any order. */
        private void ringAlarms() {
            List<Alarm> due = new ArrayList<>(pool.alarms);
            due.removeIf(alarm -> alarm.at() > pool.now);
            Collections.shuffle(due, random);
            due.forEach(pool::ring);
        }

        private @Nullable Pooled<Socket> any() {
            List<Pooled<Socket>> all = pool.shards.get(random.nextInt(LOOPS)).connections;
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        /** What the step gave: in the order of asking, but that those who demand fresh ones may be passed by. */
        private void take() {
            for (Waiter<Socket> waiter : pool.grantOrder) {
                Grant<Socket> grant = pool.grant(waiter);
                never(!grant.fresh() && waiter.wanted == Wanted.FRESH, "used");
                for (Waiter<Socket> other : asked) {
                    boolean passed = other.waits() && other.key.equals(waiter.key) && other.order < waiter.order;
                    never(passed && (grant.fresh() || other.wanted != Wanted.FRESH), "passed by");
                }
                held.add(grant);
                granted++;
            }
            pool.grantOrder.clear();
            asked.removeIf(waiter -> !waiter.waits());
        }

        /** Plain comparisons: there are millions of them. */
        private static void never(boolean wrong, String what) {
            if (wrong) {
                throw new AssertionError(what);
            }
        }

        private static void same(long actual, long expected) {
            never(actual != expected, actual + " instead of " + expected);
        }

        private static void atMost(long actual, long most) {
            never(actual > most, actual + ", more than " + most);
        }

        void check() {
            Map<HostKey, Count> counts = new HashMap<>();
            HOSTS.forEach(host -> counts.put(host, new Count()));
            pool.shards.forEach(shard -> shard.connections.forEach(
                    pooled -> counts.getOrDefault(pooled.host.key, new Count()).add(pooled)));
            int open = 0;
            int idle = 0;
            for (HostState<Socket> host : pool.state.hosts.all()) {
                Count count = counts.getOrDefault(host.key, new Count());
                checkCounts(host, count);
                checkLimits(count, before.getOrDefault(host.key, new Count()));
                checkWaiting(host, count);
                checkRate(host);
                open += count.open();
                idle += count.idle;
            }
            same(pool.state.open, open);
            same(pool.state.idle.size(), idle);
            atMost(idle, Math.max(limits.idleConns(), idleBefore));
            before = counts;
            idleBefore = idle;
        }

        private void checkCounts(HostState<Socket> host, Count count) {
            same(host.tally.leaked, pool.leaks.getOrDefault(host.key, 0L));
            long closes = host.tally.closes.values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            same(host.tally.dials, count.open() + closes);
            same(host.open, count.open());
            same(host.idle.size(), count.idle);
            same(host.active(), count.active);
            same(host.draining, count.draining);
            same(host.dialling, count.dialling);
            same(host.leases, count.leases);
            same(host.available.size(), count.available);
        }

        /** What a lowered limit left over may stay for a while, but never grows. */
        private void checkLimits(Count count, Count was) {
            atMost(count.open(), Math.max(limits.connsPerHost(), was.open()));
            atMost(count.dialling, Math.max(limits.dialsPerHost(), was.dialling));
            atMost(count.idle, Math.max(limits.idlePerHost(), was.idle));
        }

        private void checkWaiting(HostState<Socket> host, Count count) {
            if (host.waiters.size() == 0) {
                return;
            }
            never(host.firstForUsed() != null && count.available > 0, "waits while a connection is free");
            boolean room = count.open() - count.idle < limits.connsPerHost();
            boolean mayDial = count.dialling < limits.dialsPerHost() && room;
            long next = pool.now + host.rate.nanosUntilNext(pool.now, limits);
            boolean alarmed = pool.alarms.stream().anyMatch(alarm -> alarm.host() == host && alarm.at() <= next);
            never(mayDial && host.covered() < host.waiters.size() && !alarmed, "waits while a dial may be begun");
        }

        /** At most a burst, and what the rate allows since the settings changed, were dialled. */
        private void checkRate(HostState<Socket> host) {
            long[] since = dialled.computeIfAbsent(host.key, key -> new long[] {0, pool.now});
            if (limits.dialRate() != Integer.MAX_VALUE) {
                double allowed = limits.dialsPerHost() + (pool.now - since[1]) / 1e9 * limits.dialRate() + 1;
                never(host.tally.dials - since[0] > allowed, "dialled faster than the rate");
            }
        }

        void stop() {
            assertThat(granted).isGreaterThan(STEPS / 10);
            assertThat(pool.figures().dialsDelayed()).isGreaterThan(STEPS / 1_000);
            pool.upkeep.stop(pool.shards, pool.now);
            pool.connectAll();
            held.forEach(pool::giveBack);
            pool.sweep();
        }
    }
}
