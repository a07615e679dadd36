package dev.cistern.backends.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.net.client.Origin;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OciLocationTest {
    @Test
    void bucketIsAtOraclesHostOfItsRegionAndKeysAreOnePartOfThePath() {
        OciLocation location = OciLocation.parse("oci://ns/photos/in%20here?region=eu-zurich-1", Map.of());

        assertThat(location.origin()).isEqualTo(new Origin("objectstorage.eu-zurich-1.oraclecloud.com", 443, true));
        assertThat(location.target("../a b/ü")).isEqualTo("/n/ns/b/photos/o/in%20here%2F..%2Fa%20b%2F%C3%BC");
        assertThat(location.uploadsTarget()).isEqualTo("/n/ns/b/photos/u");
        assertThat(location.identity().anonymous()).isFalse();
    }

    @Test
    void regionMayComeFromTheEnvironment() {
        assertThat(OciLocation.parse("oci://ns/b", Map.of("OCI_CLI_REGION", "r-1"))
                        .origin()
                        .host())
                .isEqualTo("objectstorage.r-1.oraclecloud.com");
        assertThat(OciLocation.parse("oci://ns/b?region=r-2", Map.of("OCI_REGION", "r-1"))
                        .origin()
                        .host())
                .isEqualTo("objectstorage.r-2.oraclecloud.com");
    }

    @Test
    void everyParameterIsHeeded() {
        OciLocation location = OciLocation.parse(
                "oci://ns/b?endpoint=http://127.0.0.1:9&config_file=/run/config&profile=P&anonymous=true", Map.of());

        assertThat(location.origin()).isEqualTo(new Origin("127.0.0.1", 9, false));
        assertThat(location.identity().file()).contains(Path.of("/run/config"));
        assertThat(location.identity().profile()).contains("P");
        assertThat(location.identity().anonymous()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oci://ns|a namespace and a bucket",
                "oci://ns/b|in which region",
                "oci://ns/b?region=EU west|is no region",
                "oci://n s/b?region=r|a namespace and a bucket",
                "oci://ns/b?regoin=x|'regoin' is none of",
                "oci://ns/b?endpoint=http://host/path/|an endpoint has no path"
            })
    void whatIsWrongIsSaid(String url, String why) {
        assertThatThrownBy(() -> OciLocation.parse(url, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }
}
