package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.outcome;
import static dev.cistern.node.S3Client.text;
import static java.net.URLEncoder.encode;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Listings over S3: what is on which page, in both forms. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3ListingsTest {
    private static final List<String> KEYS = List.of(
            "a",
            "b/1",
            "b/2",
            "b/c/3",
            "b//4",
            "d",
            "e/x",
            "f",
            "sp ace",
            "z+z",
            "ä",
            "\u0001ctl",
            "\uD83D\uDE00",
            "\uFFFD");
    private static final List<String> FOLDED =
            List.of("\u0001ctl", "a", "b/", "d", "e/", "f", "sp ace", "z+z", "ä", "\uFFFD", "\uD83D\uDE00");

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        assertThat(node.send("PUT", "/listed", bytes("")).statusCode()).isEqualTo(200);
        for (String key : KEYS) {
            assertThat(node.send("PUT", "/listed/" + encode(key, UTF_8).replace("+", "%20"), bytes("x"))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    private HttpResponse<byte[]> list(String query) throws Exception {
        return node.get("/listed?" + query);
    }

    /** Keys and common prefixes as they stand in the document, percent-encoded. */
    private static List<String> entries(HttpResponse<byte[]> page) {
        List<String> entries = new ArrayList<>(Pattern.compile("(?:<Contents><Key>|<CommonPrefixes><Prefix>)([^<]*)<")
                .matcher(text(page))
                .results()
                .map((MatchResult match) -> URLDecoder.decode(match.group(1), UTF_8))
                .toList());
        entries.sort((a, b) -> Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8)));
        return entries;
    }

    @Test
    void secondFormGivesEveryEntryOnceWhateverThePageSize() throws Exception {
        for (int size : new int[] {1, 2, 3, 100}) {
            List<String> seen = new ArrayList<>();
            String token = "";
            do {
                HttpResponse<byte[]> page = list("list-type=2&delimiter=/&encoding-type=url&max-keys=" + size
                        + (token.isEmpty() ? "" : "&continuation-token=" + token));
                List<String> entries = entries(page);
                assertThat(element(page, "KeyCount")).isEqualTo(Integer.toString(entries.size()));
                seen.addAll(entries);
                token = element(page, "NextContinuationToken");
                assertThat(element(page, "IsTruncated")).isEqualTo(Boolean.toString(!token.isEmpty()));
            } while (!token.isEmpty());

            assertThat(seen).as("pages of %s", size).isEqualTo(FOLDED);
        }
    }

    @Test
    void firstFormGivesEveryEntryOnceWhateverThePageSize() throws Exception {
        for (int size : new int[] {1, 2, 3, 100}) {
            List<String> seen = new ArrayList<>();
            String marker = "";
            do {
                HttpResponse<byte[]> page =
                        list("delimiter=/&encoding-type=url&max-keys=" + size + "&marker=" + marker);
                seen.addAll(entries(page));
                marker = element(page, "NextMarker");
            } while (!marker.isEmpty());

            assertThat(seen).as("pages of %s", size).isEqualTo(FOLDED);
        }
    }

    @Test
    void prefixDelimiterAndStartNarrowThePage() throws Exception {
        assertThat(entries(list("prefix=b/"))).containsExactly("b//4", "b/1", "b/2", "b/c/3");
        assertThat(entries(list("prefix=b/&delimiter=/"))).containsExactly("b//", "b/1", "b/2", "b/c/");
        assertThat(entries(list("list-type=2&start-after=e/x&prefix=f"))).containsExactly("f");
        assertThat(entries(list("delimiter=c/&prefix=b"))).containsExactly("b//4", "b/1", "b/2", "b/c/");
        assertThat(entries(list("marker=e/x&max-keys=1"))).containsExactly("f");
    }

    @Test
    void firstFormNamesTheNextMarkerOnlyWithADelimiter() throws Exception {
        assertThat(element(list("max-keys=1"), "NextMarker")).isEmpty();
        assertThat(element(list("max-keys=1&delimiter=%23"), "NextMarker")).isNotEmpty();
    }

    @Test
    void ownersAreToldWhereTheyAreAskedFor() throws Exception {
        assertThat(text(list("list-type=2"))).doesNotContain("<Owner>");
        assertThat(text(list("list-type=2&fetch-owner=true"))).contains("<Owner>");
        assertThat(text(list(""))).contains("<Owner>");
    }

    @Test
    void keysStandInTheDocumentAsTheyAreUnlessEncodingIsAsked() throws Exception {
        assertThat(text(list("prefix=z"))).contains("<Key>z+z</Key>");
        assertThat(text(list("prefix=z&encoding-type=url"))).contains("<Key>z%2Bz</Key>");
        assertThat(text(list("prefix=sp&encoding-type=url"))).contains("<Key>sp+ace</Key>");
        assertThat(text(list("prefix=%01"))).contains("<Key>&#1;ctl</Key>");
    }

    @Test
    void pagesMayBeEmptyAndNeverAreOver1000() throws Exception {
        HttpResponse<byte[]> none = list("list-type=2&max-keys=0");
        assertThat(element(none, "KeyCount")).isEqualTo("0");
        assertThat(element(none, "IsTruncated")).isEqualTo("false");
        assertThat(element(list("max-keys=5000"), "MaxKeys")).isEqualTo("1000");
        assertThat(outcome(list("max-keys=-1"))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(list("max-keys=many"))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(list("encoding-type=base64"))).isEqualTo("400 InvalidArgument");
        assertThat(outcome(list("list-type=2&continuation-token="))).isEqualTo("400 InvalidArgument");
    }

    @Test
    void versionsAreTheObjectsThereAre() throws Exception {
        assertThat(text(list("versions&prefix=d")))
                .contains("<Version><Key>d</Key>")
                .contains("<VersionId>null</VersionId><IsLatest>true</IsLatest>");
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }
}
