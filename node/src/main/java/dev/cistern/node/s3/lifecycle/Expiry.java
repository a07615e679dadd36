package dev.cistern.node.s3.lifecycle;

import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.UriCoding;
import java.time.Instant;

/**
 * When an object goes, and by which rule.
 *
 * @param when midnight, UTC
 */
public record Expiry(Instant when, String ruleId) {

    /** As {@code x-amz-expiration} tells it. */
    public String header() {
        return "expiry-date=\"" + RequestConditions.formatDate(when) + "\", rule-id=\"" + UriCoding.encodeQuery(ruleId)
                + '"';
    }
}
