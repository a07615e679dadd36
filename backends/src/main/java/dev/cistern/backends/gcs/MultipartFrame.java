package dev.cistern.backends.gcs;

import dev.cistern.backends.BackendPut;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;

/** What stands around the bytes of an object that is sent at once, together with its properties. */
final class MultipartFrame {
    private MultipartFrame() {}

    static String type(String boundary) {
        return "multipart/related; boundary=" + boundary;
    }

    static Buffer before(String boundary, JsonObject properties, BackendPut put) {
        String type = put.headers().getOrDefault("content-type", "application/octet-stream");
        return Buffer.buffer("--" + boundary + "\r\nContent-Type: application/json; charset=UTF-8\r\n\r\n"
                + properties.encode() + "\r\n--" + boundary + "\r\nContent-Type: " + type + "\r\n\r\n");
    }

    static Buffer behind(String boundary) {
        return Buffer.buffer("\r\n--" + boundary + "--\r\n");
    }
}
