package dev.cistern.node.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class RequestTargetTest {

    @Test
    void keysAreKeptByteForByte() {
        assertThat(keyOf("/v1/objects/b/a//b")).isEqualTo("b/a//b");
        assertThat(keyOf("/v1/objects/b/./x/../y/")).isEqualTo("b/./x/../y/");
        assertThat(keyOf("/v1/objects/b/a%2Fb%3Fc%20d+e")).isEqualTo("b/a/b?c d+e");
        assertThat(keyOf("/v1/objects/b/%F0%9F%98%80")).isEqualTo("b/\uD83D\uDE00");
    }

    @Test
    void rawBytesOfUtf8AreUnderstood() {
        assertThat(keyOf("/v1/objects/b/\u00c3\u00a9")).isEqualTo("b/\u00e9");
    }

    @Test
    void aBrokenEscapeIsRefused() {
        for (String target : new String[] {"/v1/objects/b/%", "/v1/objects/b/%4", "/v1/objects/b/%zz"}) {
            assertThatThrownBy(() -> keyOf(target))
                    .isInstanceOf(RequestException.class)
                    .hasMessageContaining("hexadecimal");
        }
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> keyOf("/v1/objects/b/%ff"))
                .isInstanceOf(RequestException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void anAbsoluteTargetLosesSchemeAndAuthority() {
        assertThat(RequestTarget.parse("http://host:7070/v1/health?x=1"))
                .isEqualTo(new RequestTarget("/v1/health", "x=1"));
        assertThat(RequestTarget.parse("http://host")).isEqualTo(new RequestTarget("/", ""));
    }

    @Test
    void aPrefixEndsAtASlash() {
        assertThat(RequestTarget.parse("/v1/objects/b/k").isUnder("/v1/objects"))
                .isTrue();
        assertThat(RequestTarget.parse("/v1/objects").isUnder("/v1/objects")).isTrue();
        assertThat(RequestTarget.parse("/v1/objectsb").isUnder("/v1/objects")).isFalse();
    }

    @Test
    void queryParametersAreDecodedInOrder() {
        assertThat(RequestTarget.parse("/?a=1&b=x+y%2Bz&c&=d").query())
                .containsExactly(
                        java.util.Map.entry("a", "1"),
                        java.util.Map.entry("b", "x y+z"),
                        java.util.Map.entry("c", ""),
                        java.util.Map.entry("", "d"));
    }

    private static String keyOf(String uri) {
        return RequestTarget.parse(uri).after("/v1/objects");
    }
}
