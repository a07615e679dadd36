package dev.cistern.node.s3.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class PostPolicyTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
    private static final String LATER = "2026-06-01T12:00:01.000Z";

    private static PostPolicy policy(String conditions) {
        return document("{\"expiration\":\"" + LATER + "\",\"conditions\":[" + conditions + "]}");
    }

    private static PostPolicy document(String json) {
        return PostPolicy.parse(Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8)));
    }

    private static void refuses(ThrowingCallable check, S3Error error, String words) {
        assertThatThrownBy(check)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.error()).isEqualTo(error))
                .hasMessageContaining(words);
    }

    private static void denies(PostPolicy policy, Map<String, String> fields, String words) {
        refuses(() -> policy.check(fields, NOW), S3Error.ACCESS_DENIED, "Invalid according to Policy: " + words);
    }

    private static void invalid(String json) {
        refuses(() -> document(json), S3Error.INVALID_POLICY_DOCUMENT, "Invalid Policy: ");
    }

    @Test
    void formThatKeepsToAllConditionsPasses() {
        PostPolicy policy =
                policy("{\"bUcKeT\":\"b\"},[\"StArTs-WiTh\",\"$KeY\",\"user/\"],[\"eq\",\"$acl\",\"private\"],"
                        + "[\"starts-with\",\"$Content-Type\",\"\"],[\"content-length-range\",\"5\",10]");

        policy.check(
                Map.of(
                        "bucket",
                        "b",
                        "key",
                        "user/x",
                        "acl",
                        "private",
                        "policy",
                        "...",
                        "x-amz-signature",
                        "...",
                        "x-ignore-this",
                        "..."),
                NOW);
        assertThat(policy.least()).isEqualTo(5);
        assertThat(policy.most()).isEqualTo(10);
    }

    @Test
    void formThatBreaksAConditionIsDenied() {
        PostPolicy policy = policy("{\"bucket\":\"b\"},[\"starts-with\",\"$key\",\"user/\"]");

        denies(policy, Map.of("bucket", "b", "key", "other/x"), "Policy Condition failed: [\"starts-with\", \"$key\"");
        denies(policy, Map.of("bucket", "c", "key", "user/x"), "Policy Condition failed: [\"eq\", \"$bucket\", \"b\"]");
        denies(policy, Map.of("bucket", "b"), "Policy Condition failed");
        denies(policy, Map.of("bucket", "b", "key", "user/x", "acl", "private"), "Extra input fields: acl");
    }

    @Test
    void policyEndsAtItsExpiration() {
        PostPolicy policy = policy("");

        policy.check(Map.of(), NOW);
        refuses(
                () -> policy.check(Map.of(), Instant.parse(LATER)),
                S3Error.ACCESS_DENIED,
                "Invalid according to Policy: Policy expired.");
    }

    @Test
    void whatIsNoPolicyIsRefused() {
        refuses(() -> PostPolicy.parse("e30x!"), S3Error.INVALID_POLICY_DOCUMENT, "Invalid Policy: ");
        invalid("[]");
        invalid("{}");
        invalid("{\"conditions\":[]}");
        invalid("{\"EXPIRATION\":\"" + LATER + "\",\"conditions\":[]}");
        invalid("{\"expiration\":\"" + LATER + "\"}");
        invalid("{\"expiration\":\"" + LATER + "\",\"CONDITIONS\":[]}");
        invalid("{\"expiration\":\"2026-06-01 12:00:00\",\"conditions\":[]}");
        refuses(() -> policy("{}"), S3Error.INVALID_POLICY_DOCUMENT, "exactly one property");
        refuses(() -> policy("{\"a\":1}"), S3Error.INVALID_POLICY_DOCUMENT, "no text");
        refuses(() -> policy("[\"content-length-range\",0]"), S3Error.INVALID_POLICY_DOCUMENT, "least and the most");
        refuses(() -> policy("[\"content-length-range\",-1,0]"), S3Error.INVALID_POLICY_DOCUMENT, "no number");
        refuses(() -> policy("[\"ends-with\",\"$key\",\"x\"]"), S3Error.INVALID_POLICY_DOCUMENT, "ends-with");
        refuses(() -> policy("[\"eq\",\"key\",\"x\"]"), S3Error.INVALID_POLICY_DOCUMENT, "no field");
        refuses(() -> policy("[]"), S3Error.INVALID_POLICY_DOCUMENT, "Invalid Condition");
        refuses(() -> policy("7"), S3Error.INVALID_POLICY_DOCUMENT, "Invalid Condition");
    }
}
