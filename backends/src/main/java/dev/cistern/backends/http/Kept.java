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
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Values that take time to find, such as credentials: looked for on a worker thread, once for all who want one. Those of files
 * are kept for a minute, or until shortly before they expire. Tokens are kept until they have five minutes or half of their time
 * left; from then on they are looked for anew while the old one is still given out, so that nobody waits. A failure is not kept.
 * Used by any thread.
 *
 * @param <K> for what
 * @param <V> what
 */
public final class Kept<K, V> {
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration BEFORE_EXPIRY = Duration.ofSeconds(10);
    private static final Duration RENEWED_BEFORE_EXPIRY = Duration.ofMinutes(5);

    /** After one that brought nothing: whoever shows what is wrong is not to have it looked for with each request. */
    private static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(5);
    /** Between attempts to find a value anew while the old one is good. */
    private static final Duration PAUSE = Duration.ofSeconds(20);

    private final VertxInternal vertx;
    private final InstantSource clock;
    private final Finder<K, V> finder;
    private final ConcurrentMap<K, Place> places = new ConcurrentHashMap<>();

    /**
     * What was found.
     *
     * @param expires empty where it does not
     * @param lasting whether it need not be looked at before it is about to expire
     */
    public record Value<V>(V value, Optional<Instant> expires, boolean lasting) {
        /** One that does not expire. */
        public static <V> Value<V> of(V value) {
            return new Value<>(value, Optional.empty(), false);
        }

        /** One that may be another when it is looked for again. */
        public static <V> Value<V> of(V value, Optional<Instant> expires) {
            return new Value<>(value, expires, false);
        }

        /** One that is good for as long as was said. */
        public static <V> Value<V> token(V value, Instant expires) {
            return new Value<>(value, Optional.of(expires), true);
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

    /**
     * Looks again, because a value was refused by whom it was shown to; if meanwhile there is another, that one is taken.
     *
     * @param refused whether a value is the one
     * @return whether there is another now; never fails; completes on the caller's context
     */
    public Future<Boolean> renew(K key, Predicate<V> refused) {
        return places.computeIfAbsent(key, Place::new).renew(refused);
    }

    /** @param staleMillis from when on it is looked for anew, and {@code untilMillis} from when on it is not given out */
    private record Found<V>(V value, long staleMillis, long untilMillis) {}

    private final class Place {
        private final K key;
        private final AtomicReference<@Nullable Future<V>> asking = new AtomicReference<>();
        private volatile @Nullable Found<V> found;
        private volatile long fruitlessUntilMillis;

        Place(K key) {
            this.key = key;
        }

        Future<V> get() {
            Found<V> known = found;
            long now = clock.millis();
            if (known == null || now >= known.untilMillis) {
                return find();
            }
            if (now >= known.staleMillis) {
                found = new Found<>(known.value, now + PAUSE.toMillis(), known.untilMillis);
                var unused = find().otherwise(known.value);
            }
            return vertx.getOrCreateContext().succeededFuture(known.value);
        }

        Future<Boolean> renew(Predicate<V> refused) {
            Found<V> known = found;
            if (known == null || !refused.test(known.value)) {
                return vertx.getOrCreateContext().succeededFuture(true);
            }
            if (clock.millis() < fruitlessUntilMillis) {
                return vertx.getOrCreateContext().succeededFuture(false);
            }
            found = null;
            return find().transform(looked -> {
                boolean others = looked.succeeded() && !looked.result().equals(known.value);
                if (!others) {
                    fruitlessUntilMillis = clock.millis() + BETWEEN_RENEWALS.toMillis();
                }
                return Future.succeededFuture(others);
            });
        }

        private Future<V> find() {
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

        private V look() throws Exception {
            Value<V> value = finder.find(key);
            Instant now = clock.instant();
            long expiry = value.expires
                    .map(time -> time.minus(BEFORE_EXPIRY).toEpochMilli())
                    .orElse(Long.MAX_VALUE);
            long stale = value.lasting
                    ? staleAt(now, value.expires.orElse(Instant.MAX)).toEpochMilli()
                    : Math.min(expiry, now.plus(LONGEST).toEpochMilli());
            found = new Found<>(value.value, stale, value.lasting ? expiry : stale);
            return value.value;
        }

        private static Instant staleAt(Instant now, Instant expires) {
            Duration half = Duration.between(now, expires).dividedBy(2);
            return expires.minus(half.compareTo(RENEWED_BEFORE_EXPIRY) < 0 ? half : RENEWED_BEFORE_EXPIRY);
        }
    }
}
