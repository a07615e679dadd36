package dev.cistern.conf;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SettingsReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "settings.md");

    /** With {@code -Dcistern.golden=write} it writes the page instead. */
    @Test
    void committedPageIsTheGeneratedOne() throws IOException {
        if ("write".equals(System.getProperty("cistern.golden"))) {
            SettingsReference.main(new String[] {PAGE.toString()});
        }

        assertThat(Files.readString(PAGE)).isEqualTo(SettingsReference.markdown());
    }

    @Test
    void describeTakesAKeyOrASectionOrNothing() {
        assertThat(SettingsReference.describe("net.http.idle_conns")).hasSize(1);
        assertThat(SettingsReference.describe("transport")).hasSize(6);
        assertThat(SettingsReference.describe("")).hasSameSizeAs(Keys.list());
        assertThat(SettingsReference.describe("net.http.idle")).isEmpty();
    }

    @Test
    void pingDeadlineIsCalledWhatItIs() {
        KeyDescription key =
                SettingsReference.describe("transport.idle_timeout_ms").get(0);

        assertThat(key.sentence()).contains("PING", "not an idle time");
        assertThat(key.zero()).isEqualTo("0 is refused");
        assertThat(key.defaultValue()).isEqualTo("10000");
    }
}
