package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Labels of buckets. */
final class S3BucketTagsTest {
    @TempDir
    private Path folder = Path.of("");

    private static String tags(int count) {
        StringBuilder tags = new StringBuilder();
        for (int i = 0; i < count; i++) {
            tags.append(tag("key" + i, "v"));
        }
        return tags.toString();
    }

    private static String tag(String key, String value) {
        return "<Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag>";
    }

    private static HttpResponse<byte[]> put(RunningNode node, String tags) throws Exception {
        String document = "<Tagging><TagSet>" + tags + "</TagSet></Tagging>";
        return node.send("PUT", "/labelled?tagging", bytes(document));
    }

    @Test
    void tagsOfABucketStayUntilTheyAreReplacedOrTakenAway() throws Exception {
        try (RunningNode node = RunningNode.start(folder.resolve("data"))) {
            node.createBucket("labelled");
            assertThat(outcome(node.get("/labelled?tagging"))).isEqualTo("404 NoSuchTagSet");
            assertThat(outcome(put(node, tag("team", "blue &amp; green") + tag("empty", ""))))
                    .isEqualTo("400 InvalidTag");
            assertThat(outcome(put(node, tag("team", "blue + green") + tag("empty", ""))))
                    .isEqualTo("204");
            assertThat(text(node.get("/labelled?tagging")))
                    .contains("<TagSet>" + tag("team", "blue + green") + tag("empty", "") + "</TagSet>");
            assertThat(outcome(put(node, tags(50)))).isEqualTo("204");
            assertThat(text(node.get("/labelled?tagging")))
                    .doesNotContain("team")
                    .contains("key49");
            assertThat(outcome(node.send("DELETE", "/labelled?tagging", bytes(""))))
                    .isEqualTo("204");
            assertThat(outcome(node.get("/labelled?tagging"))).isEqualTo("404 NoSuchTagSet");
            assertThat(outcome(node.get("/missing?tagging"))).isEqualTo("404 NoSuchBucket");
        }
    }

    @Test
    void tagsThatBreakARuleAreRefused() throws Exception {
        try (RunningNode node = RunningNode.start(folder.resolve("data"))) {
            node.createBucket("labelled");
            assertThat(outcome(put(node, tags(51)))).isEqualTo("400 InvalidTag");
            assertThat(outcome(put(node, tag("twice", "1") + tag("twice", "2"))))
                    .isEqualTo("400 InvalidTag");
            assertThat(outcome(put(node, tag("", "1")))).isEqualTo("400 InvalidTag");
            assertThat(outcome(put(node, tag("k".repeat(129), "1")))).isEqualTo("400 InvalidTag");
            assertThat(outcome(put(node, tag("k", "v".repeat(257))))).isEqualTo("400 InvalidTag");
            assertThat(outcome(put(node, tag("aws:k", "v")))).isEqualTo("400 InvalidTag");
            assertThat(outcome(put(node, "<Tag><Key>k</Key></Tag>"))).isEqualTo("400 MalformedXML");
            assertThat(outcome(node.send("PUT", "/labelled?tagging", bytes("<Tagging/>"))))
                    .isEqualTo("400 MalformedXML");
            assertThat(outcome(put(node, tag("k".repeat(128), "v".repeat(256)))))
                    .isEqualTo("204");
        }
    }
}
