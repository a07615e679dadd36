package dev.cistern.bench.http;

import java.nio.charset.StandardCharsets;

/** A whole response, its body in memory. */
@SuppressWarnings("ArrayRecordComponent")
public record Response(ResponseHead head, byte[] body) {

    public int status() {
        return head.status();
    }

    /** The body as text. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
