package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of a request, RFC 9110 §13.1.
 *
 * @param ifMatch value of {@code If-Match}: {@code *} or a list of entity tags
 * @param ifNoneMatch value of {@code If-None-Match}: {@code *} or a list of entity tags
 * @param ifModifiedSince compared in whole seconds
 * @param ifUnmodifiedSince compared in whole seconds
 * @param beside of a put: what must be so of another record of the bucket, at the commit
 * @param guard of a write: asked at the commit, in the order of commits, whether it is still to be made; safe for all
 *     threads
 */
public record Conditions(
        Optional<String> ifMatch,
        Optional<String> ifNoneMatch,
        Optional<Instant> ifModifiedSince,
        Optional<Instant> ifUnmodifiedSince,
        Optional<Beside> beside,
        BooleanSupplier guard) {

    /** No condition: always holds. */
    public static final Conditions NONE =
            new Conditions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** Conditions of a request alone. */
    public Conditions(
            Optional<String> ifMatch,
            Optional<String> ifNoneMatch,
            Optional<Instant> ifModifiedSince,
            Optional<Instant> ifUnmodifiedSince) {
        this(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince, Optional.empty(), () -> true);
    }

    /**
     * What is stored under another key.
     *
     * @param version that it must have; {@link #NO_VERSION} where there must be nothing
     */
    public record Beside(String key, long version) {
        public static final long NO_VERSION = 0;

        /**
         * At the commit.
         *
         * @param found the version that is there
         * @throws StoreException {@link Code#PRECONDITION_FAILED}
         */
        public void require(long found) {
            if (found != version) {
                throw new StoreException(Code.PRECONDITION_FAILED, "a later write has made this one needless");
            }
        }
    }

    /** A write that is made only if this says so at its commit. */
    public static Conditions guardedBy(BooleanSupplier guard) {
        return new Conditions(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), guard);
    }

    /** The same, and only while something else is so of another record. */
    public Conditions with(Optional<Beside> other) {
        return new Conditions(ifMatch, ifNoneMatch, ifModifiedSince, ifUnmodifiedSince, other, guard);
    }

    /** The same, and only where there is no object. */
    public Conditions ifNone() {
        return new Conditions(ifMatch, Optional.of("*"), ifModifiedSince, ifUnmodifiedSince, beside, guard);
    }

    /**
     * For GET and HEAD, in the order of RFC 9110 §13.2.2.
     *
     * @throws StoreException {@link Code#PRECONDITION_FAILED} or {@link Code#NOT_MODIFIED}
     */
    public void checkRead(ObjectInfo object) {
        if (ifMatch.isPresent()) {
            failUnless(matches(ifMatch.get(), object), "If-Match");
        } else if (ifUnmodifiedSince.isPresent()) {
            failUnless(!modifiedAfter(object, ifUnmodifiedSince.get()), "If-Unmodified-Since");
        }
        boolean unchanged = ifNoneMatch.isPresent()
                ? matches(ifNoneMatch.get(), object)
                : ifModifiedSince.isPresent() && !modifiedAfter(object, ifModifiedSince.get());
        if (unchanged) {
            throw new StoreException(Code.NOT_MODIFIED, object.name() + " is not modified");
        }
    }

    /**
     * For PUT and DELETE, evaluated at the commit.
     *
     * @param current what is stored now; null when there is nothing
     * @throws StoreException {@link Code#PRECONDITION_FAILED}
     */
    public void checkWrite(@Nullable ObjectInfo current) {
        if (ifMatch.isPresent()) {
            failUnless(current != null && matches(ifMatch.get(), current), "If-Match");
        } else if (ifUnmodifiedSince.isPresent()) {
            failUnless(current != null && !modifiedAfter(current, ifUnmodifiedSince.get()), "If-Unmodified-Since");
        }
        if (ifNoneMatch.isPresent()) {
            failUnless(current == null || !matches(ifNoneMatch.get(), current), "If-None-Match");
        }
        requireGuard();
    }

    /**
     * Of {@link #checkWrite}, what only the node that was asked can tell.
     *
     * @throws StoreException {@link Code#PRECONDITION_FAILED}
     */
    public void requireGuard() {
        if (!guard.getAsBoolean()) {
            throw new StoreException(Code.PRECONDITION_FAILED, "a later write has made this one needless");
        }
    }

    private static boolean matches(String tags, ObjectInfo object) {
        if (tags.strip().equals("*")) {
            return true;
        }
        String stored = bare(object.etag());
        for (String tag : tags.split(",", -1)) {
            String wanted = bare(tag.strip());
            if (!wanted.isEmpty() && (wanted.equals(stored) || wanted.equals(object.md5()))) {
                return true;
            }
        }
        return false;
    }

    /** A tag without its mark of weakness and its quotes, which clients of S3 leave out. */
    private static String bare(String tag) {
        String strong = tag.startsWith("W/") ? tag.substring(2) : tag;
        boolean quoted = strong.length() >= 2 && strong.startsWith("\"") && strong.endsWith("\"");
        return quoted ? strong.substring(1, strong.length() - 1) : strong;
    }

    private static boolean modifiedAfter(ObjectInfo object, Instant instant) {
        return object.modified().getEpochSecond() > instant.getEpochSecond();
    }

    private static void failUnless(boolean holds, String header) {
        if (!holds) {
            throw new StoreException(Code.PRECONDITION_FAILED, "the condition of " + header + " does not hold");
        }
    }
}
