package dev.cistern.backends.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.backends.ListableBackend.Page;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class OciListingTest {
    private static final OciLocation BELOW = OciLocation.parse("oci://ns/b/below/?region=r", Map.of());

    private static OciListing listing(String delimiter, String startAfter, int atMost) {
        return new OciListing(
                BELOW,
                new ListPart(
                        "p", delimiter, startAfter.isEmpty() ? Optional.empty() : Optional.of(startAfter), atMost));
    }

    private static Buffer names(String next, String... names) {
        StringBuilder text = new StringBuilder("{\"objects\":[");
        for (String name : names) {
            text.append(text.indexOf("name") < 0 ? "" : ",")
                    .append("{\"name\":\"below/" + name + "\",\"size\":7,\"etag\":\"e\",")
                    .append("\"timeCreated\":\"2026-01-01T00:00:00.000Z\"}");
        }
        return Buffer.buffer(text.append("],\"prefixes\":[]")
                .append(next.isEmpty() ? "" : ",\"nextStartWith\":\"below/" + next + "\"")
                .append("}")
                .toString());
    }

    @Test
    void oneMoreIsAskedForSinceAPageBeginsAtTheLastOneOfThePageBefore() throws BackendException {
        OciListing listing = listing("/", "p1", 2);

        assertThat(listing.target(listing.start()))
                .isEqualTo("/n/ns/b/b/o?fields=name,size,etag,timeCreated,timeModified&limit=3&prefix=below%2Fp"
                        + "&delimiter=%2F&start=below%2Fp1");
        Page page = listing.read(names("p4", "p1", "p2", "p3")).page();
        assertThat(page.objects()).extracting(Listed::key).containsExactly("p2", "p3");
        assertThat(page.objects().get(0))
                .isEqualTo(new Listed("p2", 7, Instant.parse("2026-01-01T00:00:00Z"), "\"e\""));
        assertThat(page.next()).contains("p3");
    }

    @Test
    void namesAreFoldedHereAtDelimitersThatOracleDoesNotKnow() throws BackendException {
        OciListing listing = listing("--", "", 2);

        assertThat(listing.target(listing.start())).doesNotContain("delimiter").contains("limit=1000");
        Page page = listing.read(names("", "p--1", "p--2", "pa", "pb--1")).page();
        assertThat(page.commonPrefixes()).containsExactly("p--");
        assertThat(page.objects()).extracting(Listed::key).containsExactly("pa");
        assertThat(page.next()).contains("pa");
        assertThat(listing("--", "p--", 2).start()).startsWith("below/p--").endsWith("\udbff\udfff");
    }

    @Test
    void listThatIsNoneIsRefused() {
        assertThatThrownBy(() -> listing("", "", 2).read(Buffer.buffer("<xml/>")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> listing("", "", 2).read(Buffer.buffer("{\"prefixes\":[\"above/\"]}")))
                .hasMessageContaining("is not below");
    }
}
