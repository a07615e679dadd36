package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.access.ConditionKeys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What conditions of policies can ask of a request. Confined to the connection's event loop.
 *
 * @param objectTags those of the object that is asked for; none where it is not there
 * @param requestTags those that the request gives an object
 */
record RequestFacts(S3Request request, Instant now, Map<String, String> objectTags, Map<String, String> requestTags)
        implements ConditionKeys {
    private static final String OBJECT_TAG = "s3:existingobjecttag/";
    private static final String REQUEST_TAG = "s3:requestobjecttag/";
    private static final String HEADER = "s3:x-amz-";

    RequestFacts {
        objectTags = Map.copyOf(objectTags);
        requestTags = Map.copyOf(requestTags);
    }

    RequestFacts withObjectTags(Map<String, String> tags) {
        return new RequestFacts(request, now, tags, requestTags);
    }

    @Override
    public List<String> valuesOf(String key) {
        if (key.startsWith(OBJECT_TAG)) {
            return one(objectTags.get(key.substring(OBJECT_TAG.length())));
        }
        if (key.startsWith(REQUEST_TAG)) {
            return one(requestTags.get(key.substring(REQUEST_TAG.length())));
        }
        if (key.equals("s3:requestobjecttagkeys")) {
            return List.copyOf(requestTags.keySet());
        }
        if (key.equals("s3:x-amz-copy-source")) {
            return one(copySource());
        }
        if (key.startsWith(HEADER)) {
            return one(request.header(key.substring("s3:".length())));
        }
        return key.startsWith("aws:") ? ofWorld(key) : ofS3(key);
    }

    private List<String> ofWorld(String key) {
        Caller caller = request.caller();
        return switch (key) {
            case "aws:sourceip" ->
                List.of(withoutZone(request.http().remoteAddress().hostAddress()));
            case "aws:securetransport" ->
                List.of(Boolean.toString(request.http().isSSL()));
            case "aws:referer" -> one(request.header("Referer"));
            case "aws:useragent" -> one(request.header("User-Agent"));
            case "aws:currenttime" -> List.of(now.toString());
            case "aws:epochtime" -> List.of(Long.toString(now.getEpochSecond()));
            case "aws:username" -> caller.isUser() ? List.of(caller.name()) : List.of();
            case "aws:userid", "aws:principalaccount" -> caller.isUser() ? List.of(caller.id()) : List.of();
            case "aws:principalarn" ->
                caller.isUser() ? List.of("arn:aws:iam::" + caller.id() + ":user/" + caller.name()) : List.of();
            case "aws:principaltype" -> List.of(caller.isUser() ? "User" : "Anonymous");
            case "aws:resourceaccount" -> owner();
            default -> List.of();
        };
    }

    private List<String> ofS3(String key) {
        return switch (key) {
            case "s3:prefix", "s3:delimiter", "s3:max-keys" -> query(key.substring("s3:".length()));
            case "s3:versionid" -> query("versionId");
            case "s3:authtype" -> authType();
            case "s3:signatureversion" -> authType().isEmpty() ? List.of() : List.of("AWS4-HMAC-SHA256");
            case "s3:resourceaccount" -> owner();
            case "s3:object-lock-mode", "s3:object-lock-legal-hold", "s3:object-lock-retain-until-date" ->
                one(request.header("x-amz-" + key.substring("s3:".length())));
            default -> List.of();
        };
    }

    private List<String> authType() {
        if (!request.caller().isUser()) {
            return List.of();
        }
        return List.of(request.header("Authorization") != null ? "REST-HEADER" : "REST-QUERY-STRING");
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    private List<String> owner() {
        return request.standing().map(standing -> List.of(standing.owner())).orElse(List.of());
    }

    private List<String> query(String name) {
        return request.parameter(name).stream().toList();
    }

    /** Without its first slash and as it is meant, so that patterns have one form to match. */
    private @Nullable String copySource() {
        String header = request.header("x-amz-copy-source");
        return header == null ? null : CopySource.plain(header);
    }

    private static List<String> one(@Nullable String value) {
        return Stream.ofNullable(value).toList();
    }
}
