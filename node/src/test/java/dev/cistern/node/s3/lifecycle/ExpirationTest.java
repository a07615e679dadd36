package dev.cistern.node.s3.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ExpirationTest {
    private static final Instant MODIFIED = Instant.parse("2014-01-15T10:30:00Z");

    private static ObjectInfo object(String key, long size, Map<String, String> tags) {
        ObjectName name = new ObjectName(new BucketName("bucket"), key);
        ObjectInfo.Traits traits = new ObjectInfo.Traits(tags, Optional.empty(), Optional.empty());
        return new ObjectInfo(name, size, "", 1, MODIFIED, Map.of(), Map.of(), traits);
    }

    private static LifecycleRules rules(String... rules) {
        return LifecycleRules.parse("<LifecycleConfiguration>" + String.join("", rules) + "</LifecycleConfiguration>");
    }

    private static String rule(String id, String filter, String expiration) {
        return "<Rule><ID>" + id + "</ID><Filter>" + filter + "</Filter><Status>Enabled</Status><Expiration>"
                + expiration + "</Expiration></Rule>";
    }

    @Test
    void daysAreRoundedUpToTheNextMidnight() {
        LifecycleRules rules = rules(rule("r", "", "<Days>3</Days>"));
        ObjectInfo object = object("k", 1, Map.of());

        assertThat(rules.expiry(object)).contains(new Expiry(Instant.parse("2014-01-19T00:00:00Z"), "r"));
        assertThat(rules.isExpired(object, Instant.parse("2014-01-18T23:59:59.999Z")))
                .isFalse();
        assertThat(rules.isExpired(object, Instant.parse("2014-01-19T00:00:00Z")))
                .isTrue();
        assertThat(Expiration.midnightAfter(Instant.parse("2014-01-15T00:00:00Z"), 1))
                .isEqualTo(Instant.parse("2014-01-16T00:00:00Z"));
    }

    @Test
    void earliestOfSeveralRulesCounts() {
        LifecycleRules rules = rules(
                rule("late", "", "<Days>30</Days>"),
                rule("soon", "<Prefix>logs/</Prefix>", "<Days>1</Days>"),
                rule("date", "", "<Date>2014-01-16T00:00:00Z</Date>"),
                rule("other", "<Prefix>other/</Prefix>", "<Days>1</Days>"));

        assertThat(rules.expiry(object("logs/a", 1, Map.of())).map(Expiry::ruleId))
                .contains("date");
        assertThat(rules.prefixOfObjects()).contains("");
    }

    @Test
    void headerTellsTheDayAndTheRule() {
        Expiry expiry = new Expiry(Instant.parse("2012-12-23T00:00:00Z"), "picture deletion");

        assertThat(expiry.header())
                .isEqualTo("expiry-date=\"Sun, 23 Dec 2012 00:00:00 GMT\", rule-id=\"picture%20deletion\"");
    }

    @Test
    void ruleIsForWhatAllOfItsFilterAppliesTo() {
        String filter = "<And><Prefix>a/</Prefix><Tag><Key>t</Key><Value>1</Value></Tag>"
                + "<ObjectSizeGreaterThan>10</ObjectSizeGreaterThan><ObjectSizeLessThan>20</ObjectSizeLessThan></And>";
        LifecycleRules rules = rules(rule("r", filter, "<Days>1</Days>"));

        assertThat(rules.expiry(object("a/x", 11, Map.of("t", "1", "u", "2")))).isPresent();
        assertThat(rules.expiry(object("b/x", 11, Map.of("t", "1")))).isEmpty();
        assertThat(rules.expiry(object("a/x", 11, Map.of("t", "2")))).isEmpty();
        assertThat(rules.expiry(object("a/x", 10, Map.of("t", "1")))).isEmpty();
        assertThat(rules.expiry(object("a/x", 20, Map.of("t", "1")))).isEmpty();
    }

    @Test
    void disabledRulesAndThoseOfMarkersLetObjectsStay() {
        String disabled = rule("r", "", "<Days>1</Days>").replace("Enabled", "Disabled");
        String markers = rule("m", "", "<ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>");
        LifecycleRules rules = rules(disabled, markers);

        assertThat(rules.expiry(object("k", 1, Map.of()))).isEmpty();
        assertThat(rules.prefixOfObjects()).isEmpty();
    }

    @Test
    void walkNeedsOnlyWhatAllRulesHaveInCommon() {
        LifecycleRules rules = rules(
                rule("1", "<Prefix>logs/2025/</Prefix>", "<Days>1</Days>"),
                rule("2", "<Prefix>logs/2026/</Prefix>", "<Days>1</Days>"));

        assertThat(rules.prefixOfObjects()).contains("logs/202");
        assertThat(rules.prefixOfUploads()).isEmpty();
        LifecycleRules faces = rules(
                rule("1", "<Prefix>a\uD83D\uDE00</Prefix>", "<Days>1</Days>"),
                rule("2", "<Prefix>a\uD83D\uDE01</Prefix>", "<Days>1</Days>"));
        assertThat(faces.prefixOfObjects()).contains("a");
    }
}
