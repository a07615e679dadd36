package dev.cistern.node.s3.form;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What whoever signed a form allows others to send with it. Immutable.
 *
 * @param least bytes of the file
 * @param most bytes of the file
 */
public record PostPolicy(Instant expiration, List<PolicyCondition> conditions, long least, long most) {
    /** Fields that nobody need allow. */
    private static final Set<String> FREE = Set.of("x-amz-signature", "file", "policy");

    public PostPolicy {
        conditions = List.copyOf(conditions);
    }

    /**
     * Reads the value of the field.
     *
     * @throws S3Exception {@link S3Error#INVALID_POLICY_DOCUMENT}
     */
    public static PostPolicy parse(String base64) {
        JsonObject document;
        try {
            document = new JsonObject(Buffer.buffer(Base64.getMimeDecoder().decode(base64)));
        } catch (RuntimeException e) {
            throw invalid("Invalid JSON.");
        }
        Instant expiration = expiration(document.getValue("expiration"));
        if (!(document.getValue("conditions") instanceof JsonArray list)) {
            throw invalid("Policy missing conditions.");
        }
        List<PolicyCondition> conditions = new ArrayList<>();
        long least = 0;
        long most = Long.MAX_VALUE;
        for (Object condition : list) {
            if (condition instanceof JsonArray array && PolicyCondition.isOfLength(array)) {
                least = Math.max(least, bytes(array.getValue(1)));
                most = Math.min(most, bytes(array.getValue(2)));
            } else {
                conditions.add(PolicyCondition.parse(condition));
            }
        }
        return new PostPolicy(expiration, conditions, least, most);
    }

    /**
     * Holds a form against it.
     *
     * @param fields by lower-case name, the bucket among them
     * @throws S3Exception {@link S3Error#ACCESS_DENIED}, saying what is not allowed
     */
    public void check(Map<String, String> fields, Instant now) {
        if (!now.isBefore(expiration)) {
            throw refused("Policy expired.");
        }
        Set<String> allowed = new HashSet<>(FREE);
        for (PolicyCondition condition : conditions) {
            allowed.add(condition.field());
            if (!condition.holds(fields.getOrDefault(condition.field(), ""))) {
                throw refused("Policy Condition failed: " + condition);
            }
        }
        for (String field : fields.keySet()) {
            if (!allowed.contains(field) && !field.startsWith("x-ignore-")) {
                throw refused("Extra input fields: " + field);
            }
        }
    }

    private static Instant expiration(Object value) {
        if (!(value instanceof String text)) {
            throw invalid("Policy missing expiration.");
        }
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw invalid("Invalid 'expiration' value: '" + text + "'");
        }
    }

    private static long bytes(Object value) {
        String text = String.valueOf(value);
        if (!text.matches("\\d{1,18}")) {
            throw invalid("Invalid content-length-range: '" + text + "' is no number of bytes");
        }
        return Long.parseLong(text);
    }

    static S3Exception invalid(String why) {
        return new S3Exception(S3Error.INVALID_POLICY_DOCUMENT, "Invalid Policy: " + why);
    }

    private static S3Exception refused(String why) {
        return new S3Exception(S3Error.ACCESS_DENIED, "Invalid according to Policy: " + why);
    }
}
