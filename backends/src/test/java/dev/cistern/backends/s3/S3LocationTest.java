package dev.cistern.backends.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.net.client.Origin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3LocationTest {
    @Test
    void bucketAloneIsAtAmazonInTheDefaultRegionAndNamedByTheHost() {
        S3Location location = S3Location.parse("s3://photos", "eu-west-1");

        assertThat(location.origin()).isEqualTo(new Origin("photos.s3.eu-west-1.amazonaws.com", 443, true));
        assertThat(location.target("a b/ü")).isEqualTo("/a%20b/%C3%BC");
        assertThat(location.bucketTarget()).isEqualTo("/");
        assertThat(location.identity().anonymous()).isFalse();
    }

    @Test
    void bucketWithADotIsNamedInThePathSinceNoCertificateCoversItsHost() {
        S3Location location = S3Location.parse("s3://a.b.c/", "us-east-1");

        assertThat(location.origin().host()).isEqualTo("s3.us-east-1.amazonaws.com");
        assertThat(location.target("k")).isEqualTo("/a.b.c/k");
    }

    @Test
    void everyParameterIsHeeded() {
        S3Location location = S3Location.parse(
                "s3://b-1/in%20here?endpoint=http://127.0.0.1:9000&region=r-1&etag=opaque&profile=p"
                        + "&credentials_file=/run/keys",
                "us-east-1");

        assertThat(location.origin()).isEqualTo(new Origin("127.0.0.1", 9000, false));
        assertThat(location.region()).isEqualTo("r-1");
        assertThat(location.prefix()).isEqualTo("in here/");
        assertThat(location.target("../x")).isEqualTo("/b-1/in%20here/../x");
        assertThat(location.bucketTarget()).isEqualTo("/b-1");
        assertThat(location.etag()).isEqualTo(S3Location.EtagMeaning.OPAQUE);
        assertThat(location.identity().profile()).contains("p");
        assertThat(location.identity().file()).contains(Path.of("/run/keys"));
    }

    @Test
    void inAnotherRegionAmazonHasAnotherHostAndOthersHaveNot() {
        S3Location amazons = S3Location.parse("s3://photos", "us-east-1");
        S3Location others = S3Location.parse("s3://photos?endpoint=http://127.0.0.1:9000", "us-east-1");

        assertThat(amazons.in("eu-west-1").orElseThrow().origin().host())
                .isEqualTo("photos.s3.eu-west-1.amazonaws.com");
        assertThat(others.in("eu-west-1").orElseThrow().origin()).isEqualTo(new Origin("127.0.0.1", 9000, false));
        assertThat(others.in("eu-west-1").orElseThrow().region()).isEqualTo("eu-west-1");
        assertThat(amazons.in("../x")).isEmpty();
    }

    @Test
    void styleOfTheHostIsGivenToOtherServersWhenAsked() {
        S3Location location = S3Location.parse("s3://bkt?endpoint=https://s3.example.org&style=host", "us-east-1");

        assertThat(location.origin()).isEqualTo(new Origin("bkt.s3.example.org", 443, true));
        assertThat(location.target("k")).isEqualTo("/k");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s3://|must name a bucket",
                "s3://b|must name a bucket",
                "s3:///x|must name a bucket",
                "s3://bucket?regoin=x|'regoin' is none of",
                "s3://bucket?region|'region' is none of",
                "s3://bucket?region=EU west|is no region",
                "s3://bucket?style=other|style must be",
                "s3://bucket?etag=other|etag must be",
                "s3://bucket?anonymous=perhaps|anonymous must be",
                "s3://bucket?region=a&region=b|given twice",
                "s3://bucket/%zz|percent-encoded",
                "s3://bucket?endpoint=ftp://host|must begin with http",
                "s3://bucket?endpoint=http://host/path/|an endpoint has no path"
            })
    void whatIsWrongIsSaid(String url, String why) {
        assertThatThrownBy(() -> S3Location.parse(url, "us-east-1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
