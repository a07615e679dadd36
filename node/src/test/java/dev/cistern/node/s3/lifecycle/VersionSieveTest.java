package dev.cistern.node.s3.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VersionSieveTest {
    private static final Instant NOW = Instant.parse("2026-06-30T00:00:00Z");

    private static VersionSieve.Version version(String key, int number, int daysAgo, String kind) {
        ObjectInfo object = new ObjectInfo(
                new ObjectName(new BucketName("bucket"), key),
                1,
                "",
                number,
                NOW.minus(Duration.ofDays(daysAgo)),
                Map.of(),
                Map.of());
        return new VersionSieve.Version(object, kind.startsWith("latest"), kind.endsWith("marker"));
    }

    private static LifecycleRules rules(String filter, String action) {
        return LifecycleRules.parse("<LifecycleConfiguration><Rule><ID>r</ID><Filter>" + filter
                + "</Filter><Status>Enabled</Status>" + action + "</Rule></LifecycleConfiguration>");
    }

    private static LifecycleRules noncurrent(int days, String newer) {
        return rules(
                "",
                "<NoncurrentVersionExpiration><NoncurrentDays>" + days + "</NoncurrentDays>" + newer
                        + "</NoncurrentVersionExpiration>");
    }

    private static LifecycleRules expiration(String when) {
        return rules("", "<Expiration>" + when + "</Expiration>");
    }

    /** In pages of any size the same versions go. */
    private static List<String> going(LifecycleRules rules, VersionSieve.Version... versions) {
        List<String> first = going(rules, List.of(versions), 1);
        for (int page = 2; page <= versions.length; page++) {
            assertThat(going(rules, List.of(versions), page)).isEqualTo(first);
        }
        return first;
    }

    private static List<String> going(LifecycleRules rules, List<VersionSieve.Version> versions, int page) {
        VersionSieve sieve = new VersionSieve(rules, NOW);
        List<ObjectInfo> going = new ArrayList<>();
        for (int at = 0; at < versions.size(); at += page) {
            going.addAll(sieve.take(versions.subList(at, Math.min(versions.size(), at + page))));
        }
        going.addAll(sieve.end());
        return going.stream()
                .map(object -> object.name().key() + object.version())
                .toList();
    }

    @Test
    void daysOfAVersionCountFromWhenItWasReplaced() {
        LifecycleRules rules = noncurrent(10, "");

        assertThat(going(
                        rules,
                        version("a", 3, 9, "latest"),
                        version("a", 2, 50, ""),
                        version("a", 1, 90, ""),
                        version("b", 1, 99, "latest")))
                .containsExactly("a1");
        assertThat(going(rules, version("a", 2, 10, "latest"), version("a", 1, 50, "")))
                .containsExactly("a1");
    }

    @Test
    void youngestOfThoseReplacedStayWhereARuleSaysSo() {
        LifecycleRules rules = noncurrent(1, "<NewerNoncurrentVersions>2</NewerNoncurrentVersions>");

        assertThat(going(
                        rules,
                        version("a", 5, 50, "latest"),
                        version("a", 4, 60, ""),
                        version("a", 3, 70, "marker"),
                        version("a", 2, 80, ""),
                        version("a", 1, 90, ""),
                        version("b", 2, 80, "latest marker"),
                        version("b", 1, 90, "")))
                .containsExactly("a2", "a1");
    }

    @Test
    void deleteMarkerGoesWhenNothingElseIsLeftOfItsObject() {
        LifecycleRules rules = expiration("<ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker>");

        assertThat(going(
                        rules,
                        version("a", 2, 1, "latest marker"),
                        version("a", 1, 9, ""),
                        version("b", 1, 1, "latest marker"),
                        version("c", 1, 1, "latest"),
                        version("d", 1, 1, "latest marker")))
                .containsExactly("b1", "d1");
        assertThat(going(
                        expiration("<ExpiredObjectDeleteMarker>false</ExpiredObjectDeleteMarker>"),
                        version("b", 1, 1, "latest marker")))
                .isEmpty();
    }

    @Test
    void loneDeleteMarkerGoesWhenItIsAsOldAsObjectsMayBecome() {
        LifecycleRules rules = expiration("<Days>10</Days>");

        assertThat(going(rules, version("a", 1, 9, "latest marker"), version("b", 1, 10, "latest marker")))
                .containsExactly("b1");
        LifecycleRules tagged =
                rules("<Tag><Key>k</Key><Value>v</Value></Tag>", "<Expiration><Days>10</Days></Expiration>");
        assertThat(going(tagged, version("b", 1, 99, "latest marker"))).isEmpty();
    }

    @Test
    void walkOfVersionsNeedsOnlyWhatTheRulesAreFor() {
        assertThat(noncurrent(1, "").prefixOfVersions()).contains("");
        assertThat(rules("<Prefix>logs/</Prefix>", "<Expiration><Days>1</Days></Expiration>")
                        .prefixOfVersions())
                .contains("logs/");
        assertThat(rules(
                                "",
                                "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation>"
                                        + "</AbortIncompleteMultipartUpload>")
                        .prefixOfVersions())
                .isEmpty();
    }
}
