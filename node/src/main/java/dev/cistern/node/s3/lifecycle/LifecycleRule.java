package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.s3.wire.XmlOut;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A rule: what goes when.
 *
 * @param id at most 255 characters, of one rule of the bucket
 * @param enabled whether it is in force
 * @param abortDays whole days after which an upload that was not completed is given up
 */
record LifecycleRule(
        String id,
        boolean enabled,
        RuleFilter filter,
        Optional<Expiration> expiration,
        Optional<Noncurrent> noncurrent,
        OptionalInt abortDays) {

    /**
     * When versions go that are not the current one any more.
     *
     * @param days whole days since they were replaced
     * @param newer so many of the youngest stay all the same, 1–100
     */
    record Noncurrent(int days, OptionalInt newer) {}

    void write(XmlOut to) {
        to.element("ID", id);
        filter.write(to);
        to.element("Status", enabled ? "Enabled" : "Disabled");
        expiration.ifPresent(when -> to.element("Expiration", when::write));
        noncurrent.ifPresent(when -> to.element("NoncurrentVersionExpiration", entry -> {
            entry.element("NoncurrentDays", when.days());
            when.newer().ifPresent(count -> entry.element("NewerNoncurrentVersions", count));
        }));
        abortDays.ifPresent(days ->
                to.element("AbortIncompleteMultipartUpload", entry -> entry.element("DaysAfterInitiation", days)));
    }
}
