package dev.cistern.node.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Policy.Eviction;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.cistern.conf.CacheSettings;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.RecordWatch;
import dev.cistern.node.store.ObjectInfo;
import io.netty.util.internal.PlatformDependent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest versions of small objects that are read again and again, with their verified bytes, so that who asks for
 * one waits for no other thread, and sockets take them without a copy. Which ones are worth the room is Caffeine's to say (W-TinyLFU; Einziger, Friedman and Manes,
 * 2017); an object is offered to it at the second read among not too many others, so that whoever reads everything once copies
 * nothing. Used by any thread; nothing blocks.
 *
 * <p>None is older than what is acknowledged: before a record changes the object goes, and until the change is visible to all
 * readers nothing that was read meanwhile is taken in.
 */
final class HotObjects implements RecordWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HotObjects.class);
    /** Of an entry beside its bytes and texts: objects, and what the cache takes itself. */
    private static final int ENTRY_BYTES = 1024;

    /** What is left is for what comes from sockets and goes to them. */
    private static final long SHARE_OF_DIRECT_MEMORY = 2;

    private static final int STRIPES = 1 << 12;
    private static final int SEEN = 1 << 14;
    /** A stripe counts in its lower bits the changes under way, and above them those that have ended. */
    private static final long BEGUN = 1;

    private static final long ENDED = 1L << 20;

    private final Cache<ObjectKey, Hot> cache;
    private final Eviction<ObjectKey, Hot> eviction;
    private final AtomicLongArray stripes = new AtomicLongArray(STRIPES);
    private final AtomicIntegerArray seen = new AtomicIntegerArray(SEEN);
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private volatile long objectMaxBytes;

    /**
     * An object that is kept.
     *
     * @param bytes to be held by whoever uses them
     */
    record Hot(ObjectInfo info, HotBytes bytes) {}

    /** Leave to keep what is read from now on, unless it changes meanwhile. */
    record Ticket(ObjectKey key, long stripe) {}

    HotObjects(CacheSettings settings) {
        this.cache = Caffeine.newBuilder()
                .maximumWeight(0)
                .weigher(HotObjects::weight)
                .removalListener(HotObjects::gone)
                .executor(Runnable::run)
                .build();
        this.eviction = cache.policy().eviction().orElseThrow();
        apply(settings);
    }

    private static void gone(@Nullable ObjectKey key, @Nullable Hot hot, RemovalCause cause) {
        if (hot != null) {
            hot.bytes.release();
        }
    }

    private static int weight(ObjectKey key, Hot hot) {
        ObjectInfo info = hot.info;
        int chars = key.key().length()
                + chars(info.headers())
                + chars(info.metadata())
                + chars(info.traits().tags());
        return ENTRY_BYTES + 2 * chars + hot.bytes.length();
    }

    private static int chars(Map<String, String> texts) {
        int chars = 0;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            chars += text.getKey().length() + text.getValue().length();
        }
        return chars;
    }

    /** Takes new bounds; what is too much, or too large, goes at once. */
    void apply(CacheSettings settings) {
        long most = Math.min(settings.hotBytes(), PlatformDependent.maxDirectMemory() / SHARE_OF_DIRECT_MEMORY);
        objectMaxBytes = most == 0 ? -1 : settings.hotObjectMaxBytes();
        boolean unused = cache.asMap().values().removeIf(hot -> !fits(hot.bytes.length()));
        if (limitBytes() != most) {
            eviction.setMaximum(most);
            if (most < settings.hotBytes()) {
                LOG.warn(
                        "store.hot_bytes is {}, and {} are used: half of what Java may use outside its heap"
                                + " (-XX:MaxDirectMemorySize)",
                        settings.hotBytes(),
                        most);
            }
        }
    }

    /** Keeps nothing any more. */
    void close() {
        objectMaxBytes = -1;
        cache.invalidateAll();
    }

    /** Most bytes that are kept. */
    long limitBytes() {
        return eviction.getMaximum();
    }

    Optional<Hot> find(ObjectKey key) {
        Hot hot = cache.getIfPresent(key);
        if (hot != null) {
            hits.increment();
        } else if (objectMaxBytes >= 0) {
            misses.increment();
        }
        return Optional.ofNullable(hot);
    }

    /** Called before the object's record is looked for; empty where it is not to be kept. */
    Optional<Ticket> ticket(ObjectKey key) {
        int hash = spread(key);
        boolean again = seen.getAndSet(hash & (SEEN - 1), hash) == hash;
        long stripe = stripes.get(hash & (STRIPES - 1));
        return again && objectMaxBytes >= 0 && stripe % ENDED == 0
                ? Optional.of(new Ticket(key, stripe))
                : Optional.empty();
    }

    /** Whether objects of this size are kept. */
    boolean fits(long size) {
        return size <= objectMaxBytes;
    }

    /** Keeps a copy of an object, if it {@link #fits}, and has not changed since it was looked for. */
    void keep(Ticket ticket, ObjectInfo info, byte[] bytes) {
        if (fits(bytes.length)) {
            HotBytes.copyOf(bytes).ifPresent(copy -> keep(ticket, new Hot(info, copy)));
        }
    }

    private void keep(Ticket ticket, Hot fresh) {
        Hot now = cache.asMap().compute(ticket.key, (key, before) -> isWanted(ticket, fresh) ? fresh : before);
        if (now == null || now.bytes != fresh.bytes) {
            fresh.bytes.release();
        }
    }

    private boolean isWanted(Ticket ticket, Hot fresh) {
        return isUnchanged(ticket) && fits(fresh.bytes.length());
    }

    private boolean isUnchanged(Ticket ticket) {
        return stripes.get(spread(ticket.key) & (STRIPES - 1)) == ticket.stripe;
    }

    private static int spread(ObjectKey key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash ^ hash >>> 15;
    }

    @Override
    public void changing(List<ObjectKey> objects) {
        for (ObjectKey key : objects) {
            add(spread(key) & (STRIPES - 1), BEGUN);
            cache.invalidate(key);
        }
    }

    @Override
    public void changed(List<ObjectKey> objects) {
        for (ObjectKey key : objects) {
            add(spread(key) & (STRIPES - 1), ENDED - BEGUN);
        }
    }

    @Override
    public void replacing() {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            add(stripe, BEGUN);
        }
        cache.invalidateAll();
    }

    @Override
    public void replaced() {
        for (int stripe = 0; stripe < STRIPES; stripe++) {
            add(stripe, ENDED - BEGUN);
        }
    }

    private void add(int stripe, long count) {
        long unused = stripes.addAndGet(stripe, count);
    }

    HotFigures figures() {
        return new HotFigures(
                hits.sum(),
                misses.sum(),
                cache.estimatedSize(),
                eviction.weightedSize().orElse(0));
    }
}
