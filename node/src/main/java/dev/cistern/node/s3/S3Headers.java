package dev.cistern.node.s3;

import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.ObjectInfo;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An object's properties as headers, in both directions. */
final class S3Headers {
    private static final String METADATA = "x-amz-meta-";
    private static final String STORAGE_CLASS = "x-amz-storage-class";
    private static final String DEFAULT_TYPE = "binary/octet-stream";
    /** Names and values together. */
    private static final int MOST_METADATA_BYTES = 2 * 1024;

    /** Headers that are kept with an object and given back with it. */
    private static final List<String> KEPT = List.of(
            "content-type",
            "content-encoding",
            "cache-control",
            "content-disposition",
            "content-language",
            "expires",
            "x-amz-website-redirect-location");

    /** Classes that Amazon has; here they are all the same, and kept so that clients see what they asked for. */
    private static final Set<String> STORAGE_CLASSES =
            Set.of("STANDARD", "REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR");

    /** Parameters of a GET that replace headers of its answer. */
    private static final Map<String, String> OVERRIDES = Map.of(
            "response-content-type", "content-type",
            "response-content-encoding", "content-encoding",
            "response-cache-control", "cache-control",
            "response-content-disposition", "content-disposition",
            "response-content-language", "content-language",
            "response-expires", "expires");

    private S3Headers() {}

    /** Refuses what an object would have to be given and this node cannot give it. */
    static void requireServed(S3Request request) {
        for (String name : request.headers().names()) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (lower.equals("x-amz-write-offset-bytes")) {
                throw S3Request.notImplemented("appending to objects is not implemented");
            }
        }
    }

    static Map<String, String> kept(S3Request request) {
        Map<String, String> kept = new LinkedHashMap<>(request.notes());
        for (String name : KEPT) {
            String value = String.join(",", request.headers().getAll(name));
            String own = name.equals("content-encoding") ? withoutFraming(value) : value;
            if (!own.isEmpty()) {
                kept.put(name, own);
            }
        }
        String storageClass = request.header(STORAGE_CLASS);
        if (storageClass != null && !storageClass.equals("STANDARD")) {
            if (!STORAGE_CLASSES.contains(storageClass)) {
                throw new S3Exception(S3Error.INVALID_STORAGE_CLASS);
            }
            kept.put(STORAGE_CLASS, storageClass);
        }
        return kept;
    }

    static Map<String, String> metadata(S3Request request) {
        Map<String, String> metadata = new LinkedHashMap<>();
        long bytes = 0;
        for (Map.Entry<String, String> header : request.headers()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(METADATA)) {
                String own = name.substring(METADATA.length());
                // A repeated header is one with a list of values, RFC 9110 §5.2.
                String before = metadata.get(own);
                metadata.put(own, before == null ? header.getValue() : before + "," + header.getValue());
                bytes += own.length() + header.getValue().length();
            }
        }
        if (bytes > MOST_METADATA_BYTES) {
            throw new S3Exception(S3Error.METADATA_TOO_LARGE);
        }
        return metadata;
    }

    static String storageClass(ObjectInfo object) {
        return object.headers().getOrDefault(STORAGE_CLASS, "STANDARD");
    }

    /** All that GET and HEAD say of an object, but for its length. */
    static void write(S3Request request, ObjectInfo object) {
        HttpServerResponse response = request.response();
        if (!object.etag().isEmpty()) {
            response.putHeader(HttpHeaders.ETAG, object.etag());
        }
        response.putHeader(HttpHeaders.LAST_MODIFIED, RequestConditions.formatDate(object.modified()));
        response.putHeader(HttpHeaders.ACCEPT_RANGES, "bytes");
        response.putHeader(HttpHeaders.CONTENT_TYPE, DEFAULT_TYPE);
        object.headers().forEach((name, value) -> {
            if (!name.equals("etag") && !ObjectInfo.isNote(name)) {
                response.putHeader(name, value);
            }
        });
        object.metadata().forEach((name, value) -> response.putHeader(METADATA + name, value));
        S3Encryption.write(request, object.traits().encrypted());
        if (!object.traits().tags().isEmpty()) {
            response.putHeader(
                    "x-amz-tagging-count",
                    Integer.toString(object.traits().tags().size()));
        }
        S3Locks.write(response, object);
        writeExpiry(request, object);
        OVERRIDES.forEach((parameter, header) ->
                request.parameter(parameter).ifPresent(value -> response.putHeader(header, oneLine(parameter, value))));
    }

    /** When the object goes, by the rules of its bucket; nothing of a version that was asked for by its id. */
    static void writeExpiry(S3Request request, ObjectInfo object) {
        request.configured()
                .filter(bucket -> !request.has("versionId"))
                .filter(bucket -> bucket.info().name().equals(object.name().bucket()))
                .flatMap(S3Bucket::lifecycle)
                .flatMap(rules -> rules.expiry(object))
                .ifPresent(expiry -> request.response().putHeader("x-amz-expiration", expiry.header()));
    }

    /** Without {@code aws-chunked}, which is how the body came and not what it is. */
    private static String withoutFraming(String encoding) {
        List<String> codings = new ArrayList<>();
        Arrays.stream(encoding.split(",", -1))
                .map(String::strip)
                .filter(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("aws-chunked"))
                .forEach(codings::add);
        return String.join(", ", codings);
    }

    private static String oneLine(String parameter, String value) {
        if (value.chars().anyMatch(c -> c < ' ' || c == 0x7f || c > 0xff)) {
            throw S3Exception.argument(parameter, value.replaceAll("\\p{Cntrl}", "?"), "cannot be a header");
        }
        return value;
    }
}
