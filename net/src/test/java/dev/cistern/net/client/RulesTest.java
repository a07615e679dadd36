package dev.cistern.net.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {
    private static final Origin ORIGIN = new Origin("example.com", 80, false);

    @ParameterizedTest
    @ValueSource(strings = {"timeout=5", "timeout=5, max=100", "max=100, Timeout=5", " timeout= 5 "})
    void keepAliveHintIsRead(String header) {
        assertThat(KeepAliveHint.of(header)).isEqualTo(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "max=100", "timeout=", "timeout=-1", "timeout=5s", "timeout=1234567890", "a,b,c"})
    void keepAliveHintThatSaysNothingIsIgnored(String header) {
        assertThat(KeepAliveHint.of(header)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, replayable sent, true",
        "GET, replayable sent answered, false",
        "PUT, replayable sent taken, true",
        "PUT, sent taken, false",
        "PUT, sent, true",
        "DELETE, replayable sent, true",
        "PUT, replayable sent taken conditional, false",
        "PUT, replayable taken conditional, true",
        "DELETE, replayable sent conditional, false",
        "GET, replayable sent conditional, true",
        "POST, replayable sent taken, false",
        "POST, replayable taken, true",
        "POST, taken, false",
        "POST, '', true",
    })
    void retryIsSafeWhereNothingIsDoneTwiceOrLost(String method, String facts, boolean safe) {
        RequestBody body = facts.contains("replayable") ? RequestBody.of(Buffer.buffer("x")) : readTooFar();
        HttpRequest request = Rig.request(HttpMethod.valueOf(method), ORIGIN, "/", body);
        if (facts.contains("conditional")) {
            request.headers().set("If-None-Match", "*");
        }
        var progress = new Retry.Progress(facts.contains("sent"), facts.contains("taken"), facts.contains("answered"));
        assertThat(Retry.isSafe(request, progress)).isEqualTo(safe);
    }

    /** More of it was read than is kept. */
    private static RequestBody readTooFar() {
        int chunks = FirstBytes.MOST_BYTES / Source.CHUNK_BYTES + 1;
        RequestBody body = RequestBody.once(new Source(chunks), (long) chunks * Source.CHUNK_BYTES);
        ReadStream<Buffer> read = body.open();
        read.endHandler(end -> {}).handler(chunk -> {}).resume();
        return body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "http://x/", "/a b", "/\u00e4", "/a\r\nX: y", "/\u007f"})
    void targetThatCannotBeSentAsItIsIsRefused(String target) {
        assertThatThrownBy(() -> HttpRequest.get(ORIGIN, target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("target");
    }

    @Test
    void originKnowsItsHostHeader() {
        assertThat(new Origin("Example.COM", 80, false).authority()).isEqualTo("example.com");
        assertThat(new Origin("example.com", 443, true).authority()).isEqualTo("example.com");
        assertThat(new Origin("example.com", 443, false).authority()).isEqualTo("example.com:443");
        assertThat(new Origin("::1", 8080, false).authority()).isEqualTo("[::1]:8080");
        assertThatThrownBy(() -> new Origin("a/b", 80, false)).hasMessageContaining("not a host");
        assertThatThrownBy(() -> new Origin("a", 0, false)).hasMessageContaining("use 1 to 65535");
    }

    @Test
    void errorNamesTheRequestWithoutItsQuery() {
        assertThat(HttpRequest.get(ORIGIN, "/a?secret=1").label()).isEqualTo("GET example.com:80/a");
    }

    @Test
    void bodyInMemoryIsNoStream() {
        assertThatThrownBy(() -> RequestBody.of(Buffer.buffer("x")).open()).isInstanceOf(IllegalStateException.class);
    }
}
