package dev.cistern.node.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class TargetTest {
    @Test
    void bothSpellingsMeanTheSame() {
        assertThat(Target.parse("photos/a/b")).isEqualTo(new Target("photos", "a/b"));
        assertThat(Target.parse("cistern://photos/a/b")).isEqualTo(new Target("photos", "a/b"));
        assertThat(Target.parse("photos")).isEqualTo(Target.parse("cistern://photos/"));
    }

    @Test
    void keyIsKeptAsItIs() {
        assertThat(Target.parse("photos//a//b/").key()).isEqualTo("/a//b/");
        assertThat(Target.parse("photos/http://x").key()).isEqualTo("http://x");
    }

    @Test
    void otherStoresAndMissingBucketsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.parse("s3://photos/a"))
                .withMessageContaining("names another store");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Target.parse("/a"))
                .withMessageContaining("names no bucket");
        assertThatIllegalArgumentException().isThrownBy(() -> Target.parse(""));
    }

    @Test
    void everyByteThatIsNotPlainIsEncoded() {
        assertThat(Target.parse("photos/a b#c?d%e+f&g/é😀\n\\~-._/../.").objectPath())
                .isEqualTo("/v1/objects/photos/a%20b%23c%3Fd%25e%2Bf%26g/%C3%A9%F0%9F%98%80%0A%5C~-._/%2E%2E/%2E");
        assertThat(Target.parse("photos//a//").objectPath()).isEqualTo("/v1/objects/photos//a//");
    }

    @Test
    void queryHasOnlyWhatIsSaid() {
        assertThat(UrlPath.withQuery("/p", "a", "", "b", "x/y&z")).isEqualTo("/p?b=x%2Fy%26z");
        assertThat(UrlPath.withQuery("/p", "a", "1", "b", "2")).isEqualTo("/p?a=1&b=2");
        assertThat(UrlPath.withQuery("/p", "a", "")).isEqualTo("/p");
    }
}
