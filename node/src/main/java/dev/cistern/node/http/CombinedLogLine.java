package dev.cistern.node.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.SocketAddress;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line in Apache's and nginx's combined log format, followed by the microseconds taken and the request's id:
 * {@code 127.0.0.1 - - [21/Nov/2026:07:00:00 +0000] "GET /v1/objects/b/k HTTP/1.1" 200 4096 "-" "curl/8" 310 4f2-1a}.
 */
final class CombinedLogLine {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

    private CombinedLogLine() {}

    static String of(Exchange exchange, Instant when, long tookMicros) {
        HttpServerRequest request = exchange.request();
        HttpServerResponse response = exchange.response();
        SocketAddress peer = request.remoteAddress();
        String length = response.headers().get("Content-Length");
        return (peer == null ? "-" : peer.hostAddress())
                + " - "
                + (exchange.user().isEmpty() ? "-" : exchange.user())
                + " ["
                + TIME.format(when)
                + "] \""
                + request.method()
                + ' '
                + escape(request.uri())
                + ' '
                + version(request)
                + "\" "
                + response.getStatusCode()
                + ' '
                + (length == null ? "-" : length)
                + " \""
                + escape(request.getHeader("Referer"))
                + "\" \""
                + escape(request.getHeader("User-Agent"))
                + "\" "
                + tookMicros
                + ' '
                + exchange.id();
    }

    private static String version(HttpServerRequest request) {
        return switch (request.version()) {
            case HTTP_1_0 -> "HTTP/1.0";
            case HTTP_1_1 -> "HTTP/1.1";
            case HTTP_2 -> "HTTP/2.0";
        };
    }

    /** Keeps one request on one line: quotes, backslashes and what is not printable ASCII become {@code \xNN}. */
    private static String escape(@Nullable String text) {
        if (text == null) {
            return "-";
        }
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
            if (!plain && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (escaped != null) {
                if (plain) {
                    escaped.append(c);
                } else {
                    escaped.append(String.format(Locale.ROOT, c > 0xff ? "\\u%04X" : "\\x%02X", (int) c));
                }
            }
        }
        return escaped == null ? text : escaped.toString();
    }
}
