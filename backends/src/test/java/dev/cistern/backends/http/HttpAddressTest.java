package dev.cistern.backends.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.net.client.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HttpAddressTest {
    private static final HttpAddress ADDRESS = HttpAddress.parse("http://127.0.0.1:8080/a/b/");

    @Test
    void everythingButTheHostMayBeLeftOut() {
        assertThat(HttpAddress.parse("http://Host")).isEqualTo(new HttpAddress(new Origin("host", 80, false), "/"));
        assertThat(HttpAddress.parse("https://host/p"))
                .isEqualTo(new HttpAddress(new Origin("host", 443, true), "/p/"));
        assertThat(HttpAddress.parse("http://[::1]:81/")).isEqualTo(new HttpAddress(new Origin("::1", 81, false), "/"));
    }

    @Test
    void whatCannotBeAskedIsRefusedWithWhatWouldBeRight() {
        for (String url : List.of(
                "",
                "host",
                "ftp://host/",
                "http:///p",
                "http://host:0/",
                "http://host:65536/",
                "http://u:p@host/",
                "http://host/?q",
                "http://host/#f",
                "http://host/ü/",
                "http://host/" + "a".repeat(2_048))) {
            assertThatThrownBy(() -> HttpAddress.parse(url))
                    .as(url)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("write http://HOST:PORT/PREFIX/");
        }
    }

    @Test
    void everyByteThatIsNotUnreservedIsEncoded() {
        assertThat(ADDRESS.target("x/y-._~9")).contains("/a/b/x/y-._~9");
        assertThat(ADDRESS.target("a b?c#d%+ü\\")).contains("/a/b/a%20b%3Fc%23d%25%2B%C3%BC%5C");
        assertThat(ADDRESS.target("\r\n\0")).contains("/a/b/%0D%0A%00");
    }

    @Test
    void slashesStayAsTheyAre() {
        assertThat(ADDRESS.target("/x//y/")).contains("/a/b//x//y/");
    }

    @Test
    void noKeyLeadsOutOfThePrefix() {
        for (String key : List.of("..", "../x", "x/../../y", "x/..", ".", "./x", "x/./y")) {
            assertThat(ADDRESS.target(key)).as(key).isEmpty();
        }
        assertThat(ADDRESS.target("...")).contains("/a/b/...");
        assertThat(ADDRESS.target("%2e%2e/x")).contains("/a/b/%252e%252e/x");
    }
}
