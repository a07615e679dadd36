package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.ObjectInfo;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The rules of a bucket. Where several apply to an object, the earliest counts. Immutable. */
public final class LifecycleRules {
    /** The outermost element of the document. */
    public static final String ROOT = "LifecycleConfiguration";

    private final List<LifecycleRule> rules;

    private LifecycleRules(List<LifecycleRule> rules) {
        this.rules = rules;
    }

    /** @throws S3Exception where it breaks one of Amazon's rules */
    public static LifecycleRules of(XmlElement document) {
        return new LifecycleRules(LifecycleParser.rules(document));
    }

    /** Reads what {@link #text} has written. */
    public static LifecycleRules parse(String text) {
        return of(XmlElement.parse(Buffer.buffer(text), ROOT));
    }

    /** The document, as short as it can be; rules without an id have got one. */
    public String text() {
        return XmlOut.document(ROOT, to -> rules.forEach(rule -> to.element("Rule", rule::write)))
                .toString();
    }

    /** When the current version of an object goes; empty where it stays. */
    public Optional<Expiry> expiry(ObjectInfo object) {
        return inForce(rule -> rule.expiration().isPresent())
                .filter(rule -> rule.filter().fits(object))
                .flatMap(rule -> rule.expiration().stream()
                        .flatMap(expiration -> expiration.of(object.modified()).stream())
                        .map(when -> new Expiry(when, rule.id())))
                .min(Comparator.comparing(Expiry::when));
    }

    boolean isExpired(ObjectInfo object, Instant now) {
        return expiry(object).filter(expiry -> !expiry.when().isAfter(now)).isPresent();
    }

    /** Whether an upload has been open for too long. */
    boolean isAbandoned(Upload upload, Instant now) {
        String key = upload.name().object().key();
        return inForce(rule -> rule.abortDays().isPresent())
                .filter(rule -> rule.filter().fits(key))
                .map(rule -> Expiration.midnightAfter(
                        upload.begun(), rule.abortDays().getAsInt()))
                .anyMatch(when -> !when.isAfter(now));
    }

    /**
     * How a version came to be no longer the current one.
     *
     * @param when the next newer one was written
     * @param newer versions of the key that were replaced after it
     */
    record Replaced(Instant when, int newer) {}

    /** Whether a version that was replaced has been kept for long enough. */
    boolean isOutlived(ObjectInfo version, Replaced replaced, Instant now) {
        return inForce(rule -> rule.noncurrent().isPresent())
                .filter(rule -> rule.filter().fits(version))
                .map(rule -> rule.noncurrent().orElseThrow())
                .filter(rule -> replaced.newer >= rule.newer().orElse(0))
                .map(rule -> Expiration.midnightAfter(replaced.when, rule.days()))
                .anyMatch(when -> !when.isAfter(now));
    }

    /** Whether a delete marker may go that nothing but itself is left of: also one that is older than objects may become. */
    boolean isNeedless(ObjectInfo marker, Instant now) {
        return inForce(rule -> rule.expiration().isPresent() && !rule.filter().isOfObjects())
                .filter(rule -> rule.filter().fits(marker.name().key()))
                .map(rule -> rule.expiration().orElseThrow())
                .anyMatch(expiration -> expiration instanceof Expiration.OfMarkers ofMarkers
                        ? ofMarkers.removed()
                        : expiration
                                .of(marker.modified())
                                .filter(when -> !when.isAfter(now))
                                .isPresent());
    }

    /** What all keys begin with whose versions or delete markers can go; empty where no rule lets any. */
    Optional<String> prefixOfVersions() {
        return prefix(rule -> rule.noncurrent().isPresent()
                || (rule.expiration().isPresent() && !rule.filter().isOfObjects()));
    }

    /** What all keys begin with whose objects can expire; empty where no rule lets any. */
    Optional<String> prefixOfObjects() {
        return prefix(
                rule -> rule.expiration().isPresent() && !(rule.expiration().get() instanceof Expiration.OfMarkers));
    }

    /** What all keys begin with whose uploads can be given up; empty where no rule lets any. */
    Optional<String> prefixOfUploads() {
        return prefix(rule -> rule.abortDays().isPresent());
    }

    private Optional<String> prefix(Predicate<LifecycleRule> which) {
        return inForce(which).map(rule -> rule.filter().keyPrefix()).reduce(LifecycleRules::beginning);
    }

    private Stream<LifecycleRule> inForce(Predicate<LifecycleRule> which) {
        return rules.stream().filter(LifecycleRule::enabled).filter(which);
    }

    /** What two texts begin with, without half a character at its end. */
    private static String beginning(String one, String other) {
        int length = 0;
        while (length < Math.min(one.length(), other.length()) && one.charAt(length) == other.charAt(length)) {
            length++;
        }
        boolean half = length > 0 && Character.isHighSurrogate(one.charAt(length - 1));
        return one.substring(0, half ? length - 1 : length);
    }
}
