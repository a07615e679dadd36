package dev.cistern.node;

import com.sun.net.httpserver.Headers;
import dev.cistern.backends.ListableBackend;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a bucket of {@link OciStub} holds; bytes are in files, since tests have little memory. Guarded by itself. */
final class OciStubObjects {
    private static final List<String> KEPT =
            List.of("content-type", "content-language", "content-encoding", "content-disposition", "cache-control");
    private static final String METADATA = "opc-meta-";

    private final Path folder;
    private final NavigableMap<String, Stored> objects = new TreeMap<>(ListableBackend.BY_BYTES);
    private final Map<String, Upload> uploads = new HashMap<>();

    OciStubObjects(Path folder) {
        this.folder = folder;
    }

    /** @param headers as they are given back */
    record Stored(Path file, long length, String etag, Map<String, String> headers, Instant modified) {}

    private record Part(Path file, String md5, String etag) {}

    private record Upload(String key, Map<String, String> headers, Map<Integer, Part> parts) {}

    /** A request that cannot be done. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String code;

        Refused(int status, String code) {
            super(code);
            this.status = status;
            this.code = code;
        }

        int status() {
            return status;
        }

        String code() {
            return code;
        }
    }

    synchronized Stored get(String key) throws Refused {
        Stored stored = objects.get(key);
        if (stored == null) {
            throw new Refused(404, "ObjectNotFound");
        }
        return stored;
    }

    synchronized Map<String, String> put(String key, byte[] body, Headers headers) throws Refused, IOException {
        compare(body, headers);
        holds(key, headers);
        Map<String, String> kept = new HashMap<>();
        headers.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (KEPT.contains(lower) || lower.startsWith(METADATA)) {
                kept.put(lower, values.get(0));
            }
        });
        kept.put("content-md5", md5(body));
        String etag = store(key, Files.write(file(), body), kept);
        return Map.of("ETag", etag, "opc-content-md5", md5(body));
    }

    private Path file() {
        return folder.resolve(UUID.randomUUID().toString());
    }

    private String store(String key, Path file, Map<String, String> headers) throws IOException {
        headers.putIfAbsent("content-type", "application/octet-stream");
        String etag = UUID.randomUUID().toString();
        objects.put(key, new Stored(file, Files.size(file), etag, Map.copyOf(headers), Instant.now()));
        return etag;
    }

    private static void compare(byte[] body, Headers headers) throws Refused {
        String sent = headers.getFirst("Content-MD5");
        if (sent != null && !sent.equals(md5(body))) {
            throw new Refused(400, "UnmatchedContentMD5");
        }
    }

    private void holds(String key, Headers headers) throws Refused {
        Stored there = objects.get(key);
        String match = headers.getFirst("If-Match");
        if (match != null && (there == null || !there.etag.equals(match))) {
            throw new Refused(412, "IfMatchFailed");
        }
        if ("*".equals(headers.getFirst("If-None-Match")) && there != null) {
            throw new Refused(412, "IfNoneMatchFailed");
        }
    }

    synchronized void delete(String key, Headers headers) throws Refused {
        Stored there = get(key);
        holds(key, headers);
        boolean removed = objects.remove(key, there);
        assert removed;
    }

    synchronized String begin(JsonObject what, Headers headers) throws Refused {
        String key = what.getString("object");
        holds(key, headers);
        Map<String, String> kept = new HashMap<>();
        for (String name : KEPT) {
            @Nullable String value = what.getString(camel(name));
            if (value != null) {
                kept.put(name, value);
            }
        }
        what.getJsonObject("metadata", new JsonObject())
                .forEach(entry -> kept.put(entry.getKey().toLowerCase(Locale.ROOT), (String) entry.getValue()));
        String id = UUID.randomUUID().toString();
        uploads.put(id, new Upload(key, kept, new TreeMap<>()));
        return id;
    }

    /** {@code contentType} for {@code content-type}. */
    private static String camel(String name) {
        int dash = name.indexOf('-');
        return name.substring(0, dash)
                + name.substring(dash + 1, dash + 2).toUpperCase(Locale.ROOT)
                + name.substring(dash + 2);
    }

    private Upload upload(String key, Map<String, String> query) throws Refused {
        Upload upload = uploads.get(query.getOrDefault("uploadId", ""));
        if (upload == null || !upload.key.equals(key)) {
            throw new Refused(404, "NoSuchUpload");
        }
        return upload;
    }

    synchronized Map<String, String> part(String key, Map<String, String> query, byte[] body, Headers headers)
            throws Refused, IOException {
        compare(body, headers);
        Part part =
                new Part(Files.write(file(), body), md5(body), UUID.randomUUID().toString());
        upload(key, query).parts.put(Integer.parseInt(query.getOrDefault("uploadPartNum", "")), part);
        return Map.of("ETag", part.etag, "opc-content-md5", part.md5);
    }

    synchronized Map<String, String> commit(String key, Map<String, String> query, JsonArray parts, Headers headers)
            throws Refused, IOException {
        Upload upload = upload(key, query);
        holds(key, headers);
        Path all = Files.createFile(file());
        ByteArrayOutputStream sums = new ByteArrayOutputStream();
        for (Object item : parts) {
            JsonObject named = (JsonObject) item;
            Part part = upload.parts.get(named.getInteger("partNum"));
            if (part == null || !part.etag.equals(named.getString("etag"))) {
                throw new Refused(400, "InvalidUploadPart");
            }
            try (OutputStream out = Files.newOutputStream(all, StandardOpenOption.APPEND)) {
                long unused = Files.copy(part.file, out);
            }
            sums.writeBytes(Base64.getDecoder().decode(part.md5));
        }
        uploads.remove(query.getOrDefault("uploadId", ""));
        String sum = md5(sums.toByteArray()) + "-" + parts.size();
        Map<String, String> kept = new HashMap<>(upload.headers);
        kept.put("opc-multipart-md5", sum);
        return Map.of("ETag", store(key, all, kept), "opc-multipart-md5", sum);
    }

    synchronized void abort(String key, Map<String, String> query) throws Refused {
        var unused = upload(key, query);
        uploads.remove(query.getOrDefault("uploadId", ""));
    }

    synchronized JsonObject list(Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        int limit = Integer.parseInt(query.getOrDefault("limit", "1000"));
        Map<String, JsonObject> found = new LinkedHashMap<>();
        JsonArray prefixes = new JsonArray();
        JsonObject answer = new JsonObject();
        for (Map.Entry<String, Stored> entry :
                objects.tailMap(query.getOrDefault("start", ""), true).entrySet()) {
            String name = entry.getKey();
            if (!name.startsWith(prefix)) {
                continue;
            }
            int slash = query.containsKey("delimiter") ? name.indexOf('/', prefix.length()) : -1;
            String folded = slash < 0 ? "" : name.substring(0, slash + 1);
            if (!folded.isEmpty() && prefixes.contains(folded)) {
                continue;
            }
            if (found.size() + prefixes.size() == limit) {
                answer.put("nextStartWith", name);
                break;
            }
            if (folded.isEmpty()) {
                found.put(name, summary(name, entry.getValue(), query.getOrDefault("fields", "name")));
            } else {
                prefixes.add(folded);
            }
        }
        return answer.put("objects", new JsonArray(List.copyOf(found.values()))).put("prefixes", prefixes);
    }

    private static JsonObject summary(String name, Stored stored, String fields) {
        JsonObject all = new JsonObject()
                .put("name", name)
                .put("size", stored.length)
                .put("etag", stored.etag)
                .put("timeCreated", stored.modified.toString())
                .put("timeModified", stored.modified.toString());
        all.getMap().keySet().retainAll(List.of(fields.split(",")));
        return all;
    }

    private static String md5(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }
}
