package dev.cistern.node.cli.remote;

import java.net.http.HttpHeaders;

/**
 * What an answer's headers say about an object.
 *
 * @param sizeBytes of what was answered: of the range, where one was asked for
 * @param etag with its quotes, as sent; empty where there is none
 * @param md5 of the whole object, in hex; empty where the node says none, as while it still fetches the object
 */
public record ObjectHead(long sizeBytes, String etag, String md5, String version, String contentType, String modified) {

    static ObjectHead of(HttpHeaders headers) {
        String type = headers.firstValue("Ais-Checksum-Type").orElse("");
        String checksum = headers.firstValue("Ais-Checksum-Value").orElse("");
        return new ObjectHead(
                headers.firstValueAsLong("Content-Length").orElse(-1),
                headers.firstValue("ETag").orElse(""),
                type.equals("md5") ? checksum : "",
                headers.firstValue("Ais-Version").orElse(""),
                headers.firstValue("Content-Type").orElse(""),
                headers.firstValue("Last-Modified").orElse(""));
    }
}
