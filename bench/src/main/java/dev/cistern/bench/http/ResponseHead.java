package dev.cistern.bench.http;

import java.util.Map;

/**
 * Status and headers.
 *
 * @param headers names in lower case; of a repeated one the last
 */
public record ResponseHead(int status, Map<String, String> headers) {

    public String header(String lowerCaseName) {
        return headers.getOrDefault(lowerCaseName, "");
    }

    /** Whether the server said that it will close the connection after this response. */
    public boolean announcesClose() {
        return header("connection").equalsIgnoreCase("close");
    }
}
