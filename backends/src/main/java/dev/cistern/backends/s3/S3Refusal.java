package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.http.ResponseText;
import dev.cistern.backends.http.XmlDocument;
import dev.cistern.net.client.HttpResponse;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import java.util.Map;

/**
 * Why S3 did not do what it was asked.
 *
 * @param code Amazon's name of the error; empty where there was none, as on HEAD
 * @param message for people; may be empty
 * @param region where the bucket is, if it is elsewhere; else empty
 */
record S3Refusal(int status, String code, String message, String region) {
    /** The header that tells the region of a bucket. */
    static final String REGION = "x-amz-bucket-region";

    private static final int MOST_BYTES = 64 * 1024;

    private static final Map<String, Fault> FAULTS = Map.ofEntries(
            Map.entry("NoSuchKey", Fault.MISSING),
            Map.entry("PreconditionFailed", Fault.CONDITION),
            Map.entry("ConditionalRequestConflict", Fault.BUSY),
            Map.entry("BadDigest", Fault.CHECKSUM),
            Map.entry("InvalidDigest", Fault.CHECKSUM),
            Map.entry("EntityTooLarge", Fault.TOO_LARGE),
            Map.entry("SlowDown", Fault.BUSY),
            Map.entry("ServiceUnavailable", Fault.BUSY),
            Map.entry("RequestTimeout", Fault.BACKEND_TIME),
            Map.entry("KeyTooLongError", Fault.REFUSED),
            Map.entry("MetadataTooLarge", Fault.REFUSED),
            Map.entry("InvalidArgument", Fault.REFUSED),
            Map.entry("InvalidRequest", Fault.REFUSED));

    /** Reads the body of an answer that is not a success. */
    static Future<S3Refusal> read(HttpResponse response) {
        int status = response.status();
        MultiMap headers = response.headers();
        String told = headers.get(REGION);
        String region = told == null ? "" : told;
        return ResponseText.read(response, MOST_BYTES)
                .map(body -> XmlDocument.parse(body)
                        .map(error -> new S3Refusal(status, error.textOf("Code"), error.textOf("Message"), region))
                        .orElse(new S3Refusal(status, "", "", region)))
                .otherwise(new S3Refusal(status, "", "", region));
    }

    BackendException explain(S3Location location) {
        Fault fault = FAULTS.getOrDefault(code, byStatus());
        String where = "the backend " + location;
        if (status / 100 == 3 && status != 304) {
            return region.isEmpty()
                    ? new BackendException(Fault.BACKEND, where + " is in another region, and does not say in which")
                    : new BackendException(
                            Fault.BUSY,
                            where + " is in the region " + region + ", where requests go from now on: try again");
        }
        if (code.isEmpty()) {
            return new BackendException(fault, where + " answered with status " + status);
        }
        return new BackendException(fault, where + " says " + code + ": " + message);
    }

    private Fault byStatus() {
        return switch (status) {
            case 404, 410 -> code.isEmpty() ? Fault.MISSING : Fault.BACKEND;
            case 412 -> Fault.CONDITION;
            case 413 -> Fault.TOO_LARGE;
            case 429, 503 -> Fault.BUSY;
            case 504 -> Fault.BACKEND_TIME;
            case 507 -> Fault.NO_SPACE;
            default -> Fault.BACKEND;
        };
    }
}
