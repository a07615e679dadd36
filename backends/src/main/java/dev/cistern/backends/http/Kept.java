package dev.cistern.backends.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Values that take time to find, such as credentials: looked for on a worker thread, once for all who want one, and kept for a
 * minute, or until shortly before they expire, or until they turn out to be no good. A failure is not kept. Used by any
 * thread.
 *
 * @param <K> for what
 * @param <V> what
 */
public final class Kept<K, V> {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration BEFORE_EXPIRY = Duration.ofSeconds(10);
    /** So that a server that refuses every value does not have one looked for with every request. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private final VertxInternal vertx;
    private final InstantSource clock;
    private final Finder<K, V> finder;
    private final ConcurrentMap<K, Place> places = new ConcurrentHashMap<>();

    /** @param expires empty where it does not */
    public record Value<V>(V value, Optional<Instant> expires) {
        /** One that does not expire. */
        public static <V> Value<V> of(V value) {
            return new Value<>(value, Optional.empty());
        }
    }

    /** Finds values; may block. One at a time looks for a key. */
    @FunctionalInterface
    public interface Finder<K, V> {
        Value<V> find(K key) throws Exception;
    }

    public Kept(Vertx vertx, InstantSource clock, Finder<K, V> finder) {
        this.vertx = (VertxInternal) vertx;
        this.clock = clock;
        this.finder = finder;
    }

    /** Completes on the caller's context; fails as the finder did. */
    public Future<V> get(K key) {
        return places.computeIfAbsent(key, Place::new).get();
    }

    /** What is kept is no good any more: it is looked for again, unless it was found only just now. */
    public void forget(K key) {
        Place place = places.get(key);
        if (place != null) {
            place.forget();
        }
    }

    private record Found<V>(V value, long sinceMillis, long untilMillis) {}

    private final class Place {
        private final K key;
        private final AtomicReference<@Nullable Future<V>> asking = new AtomicReference<>();
        private volatile @Nullable Found<V> found;

        Place(K key) {
            this.key = key;
        }

        Future<V> get() {
            Found<V> known = found;
            if (known != null && clock.millis() < known.untilMillis) {
                return vertx.getOrCreateContext().succeededFuture(known.value);
            }
            Promise<V> mine = vertx.getOrCreateContext().promise();
            Promise<V> shared = Promise.promise();
            Future<V> already = asking.compareAndExchange(null, shared.future());
            if (already != null) {
                already.onComplete(mine);
                return mine.future();
            }
            shared.future().onComplete(mine);
            vertx.<V>executeBlocking(this::look, false).onComplete(looked -> {
                asking.set(null);
                shared.handle(looked);
            });
            return mine.future();
        }

        void forget() {
            Found<V> known = found;
            if (known != null && clock.millis() - known.sinceMillis >= SHORTEST.toMillis()) {
                found = null;
            }
        }

        private V look() throws Exception {
            // Before the look, so that what changes meanwhile counts as changed since.
            long since = clock.millis();
            Value<V> value = finder.find(key);
            long longest = since + LONGEST.toMillis();
            long expiry = value.expires
                    .map(time -> time.minus(BEFORE_EXPIRY).toEpochMilli())
                    .orElse(Long.MAX_VALUE);
            found = new Found<>(value.value, since, Math.min(longest, expiry));
            return value.value;
        }
    }
}
