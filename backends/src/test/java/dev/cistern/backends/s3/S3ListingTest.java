package dev.cistern.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.backends.ListableBackend.Page;
import dev.cistern.backends.http.XmlDocument;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class S3ListingTest {
    private static final S3Location BELOW = S3Location.parse("s3://bucket/below/?endpoint=http://h:1", "us-east-1");

    private static S3Listing listing(String prefix, String delimiter, String startAfter) {
        return new S3Listing(
                BELOW,
                new ListPart(
                        prefix, delimiter, startAfter.isEmpty() ? Optional.empty() : Optional.of(startAfter), 10_000));
    }

    private static XmlDocument document(String xml) {
        return XmlDocument.parse(Buffer.buffer(xml)).orElseThrow();
    }

    @Test
    void pageIsAskedForBelowTheBackendsPrefix() {
        assertThat(listing("p q", "/", "p q/x").target())
                .isEqualTo("/bucket?encoding-type=url&list-type=2&max-keys=1000&delimiter=/"
                        + "&prefix=below/p%20q&start-after=below/p%20q/x");
    }

    @Test
    void whatIsFoldedIntoTheLastPrefixIsPassedOver() {
        assertThat(listing("", "/", "a/").target()).endsWith("&start-after=below/a/%F4%8F%BF%BF");
        assertThat(listing("a/", "/", "a/").target()).endsWith("&start-after=below/a/");
        assertThat(listing("", "", "a/").target()).endsWith("&start-after=below/a/");
    }

    @Test
    void pageIsReadWithKeysDecodedAndTheNextOneBeginsAfterItsLast() throws BackendException {
        Page page = listing("", "/", "").read(document("""
                        <?xml version="1.0" encoding="UTF-8"?>
                        <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><IsTruncated>true</IsTruncated>
                        <Contents><Key>below/a+%2B%0A</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>
                        <ETag>&quot;x&quot;</ETag><Size>7</Size></Contents>
                        <CommonPrefixes><Prefix>below/b/</Prefix></CommonPrefixes></ListBucketResult>"""));

        assertThat(page.objects())
                .containsExactly(new Listed("a +\n", 7, Instant.parse("2026-01-01T00:00:00Z"), "\"x\""));
        assertThat(page.commonPrefixes()).containsExactly("b/");
        assertThat(page.next()).contains("b/");
    }

    @Test
    void prefixThatThePageBeforeEndedWithIsNotListedAgain() throws BackendException {
        Page page = listing("", "/", "b/")
                .read(document("<ListBucketResult><CommonPrefixes><Prefix>below/b/</Prefix></CommonPrefixes>"
                        + "<CommonPrefixes><Prefix>below/c/</Prefix></CommonPrefixes></ListBucketResult>"));

        assertThat(page.commonPrefixes()).containsExactly("c/");
        assertThat(page.next()).isEmpty();
    }

    @Test
    void whatIsNoListIsAFailure() {
        assertThatThrownBy(() -> listing("", "", "").read(document("<Other/>"))).isInstanceOf(BackendException.class);
        assertThatThrownBy(() -> listing("", "", "")
                        .read(document("<ListBucketResult><Contents><Key>elsewhere</Key><Size>1</Size>"
                                + "<LastModified>2026-01-01T00:00:00Z</LastModified></Contents></ListBucketResult>")))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("not below");
        assertThat(XmlDocument.parse(Buffer.buffer("no XML"))).isEmpty();
    }

    @Test
    void entitiesOfADocumentsOwnAreNotTaken() {
        assertThat(XmlDocument.parse(
                        Buffer.buffer("<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>")))
                .isEmpty();
        assertThat(XmlDocument.parse(Buffer.buffer("<a>".repeat(20) + "</a>".repeat(20))))
                .isEmpty();
    }
}
