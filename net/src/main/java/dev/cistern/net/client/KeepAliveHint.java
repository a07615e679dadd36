package dev.cistern.net.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the {@code Keep-Alive: timeout=} of a response: how long the peer keeps the connection without a request. */
final class KeepAliveHint {
    private static final String PARAMETER = "timeout=";

    private KeepAliveHint() {}

    /** Null where the peer said nothing, or nothing that can be understood; zero where it will not keep it at all. */
    static @Nullable Duration of(@Nullable String header) {
        if (header == null) {
            return null;
        }
        for (String part : header.split(",", 8)) {
            String parameter = part.strip();
            if (parameter.regionMatches(true, 0, PARAMETER, 0, PARAMETER.length())) {
                return seconds(parameter.substring(PARAMETER.length()).strip());
            }
        }
        return null;
    }

    /** Nine digits are more than a lifetime. */
    private static @Nullable Duration seconds(String text) {
        if (text.isEmpty() || text.length() > 9) {
            return null;
        }
        long value = 0;
        for (int at = 0; at < text.length(); at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            value = value * 10 + digit;
        }
        return Duration.ofSeconds(value);
    }
}
