package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.OneByOne;
import dev.cistern.backends.WritableBackend;
import dev.cistern.backends.http.HttpObjects;
import dev.cistern.backends.http.ResponseText;
import dev.cistern.backends.http.XmlDocument;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Objects that are removed together, DeleteObjects. Of the checksums that it wants one, all servers take the MD5. Keys that XML
 * cannot hold, and all where a server does not know the operation, are removed one by one.
 */
final class S3Deletes {
    private static final int MOST_DOCUMENT_BYTES = 4 << 20;
    /** Of servers that do not know it. */
    private static final Set<Integer> UNKNOWN = Set.of(400, 405, 501);

    private final S3Location location;
    private final HttpObjects objects;
    private final WritableBackend backend;

    S3Deletes(S3Location location, HttpObjects objects, WritableBackend backend) {
        this.location = location;
        this.objects = objects;
        this.backend = backend;
    }

    Future<Map<String, BackendException>> delete(List<String> keys) {
        List<String> together = new ArrayList<>(keys);
        List<String> others = new ArrayList<>(keys);
        together.removeIf(key -> !key.chars().allMatch(S3Deletes::isText));
        others.removeAll(together);
        if (together.size() < 2) {
            return OneByOne.delete(backend, keys);
        }
        return atOnce(together)
                .compose(failed -> OneByOne.delete(backend, others).map(more -> {
                    Map<String, BackendException> all = new HashMap<>(failed);
                    all.putAll(more);
                    return Map.copyOf(all);
                }));
    }

    /** Whether XML 1.0 has it and gives it back as it is. */
    private static boolean isText(int c) {
        return c >= ' ' && c < 0xfffe;
    }

    private Future<Map<String, BackendException>> atOnce(List<String> keys) {
        Buffer document = document(keys);
        MultiMap headers = HttpHeaders.headers()
                .set(HttpHeaders.CONTENT_TYPE, "application/xml")
                .set("Content-MD5", md5(document));
        return objects.send(HttpMethod.POST, location.bucketTarget() + "?delete", headers, RequestBody.of(document))
                .compose(response -> UNKNOWN.contains(response.status())
                        ? ResponseText.drain(response).compose(read -> OneByOne.delete(backend, keys))
                        : read(response))
                .otherwise(cause -> {
                    Map<String, BackendException> all = new HashMap<>();
                    keys.forEach(key -> all.put(key, OneByOne.of(cause)));
                    return all;
                });
    }

    private Buffer document(List<String> keys) {
        StringBuilder text = new StringBuilder("<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">");
        for (String key : keys) {
            text.append("<Object><Key>")
                    .append((location.prefix() + key)
                            .replace("&", "&amp;")
                            .replace("<", "&lt;")
                            .replace(">", "&gt;"))
                    .append("</Key></Object>");
        }
        return Buffer.buffer(text.append("<Quiet>true</Quiet></Delete>").toString());
    }

    private static String md5(Buffer document) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(document.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private Future<Map<String, BackendException>> read(HttpResponse response) {
        int status = response.status();
        return objects.document(response, MOST_DOCUMENT_BYTES).compose(text -> {
            XmlDocument result = XmlDocument.parse(text).orElse(null);
            if (result == null || !result.name().equals("DeleteResult")) {
                return Future.failedFuture(new BackendException(
                        Fault.BACKEND, "the backend " + location + " did not say what it has removed"));
            }
            Map<String, BackendException> failed = new HashMap<>();
            for (XmlDocument error : result.all("Error")) {
                BackendException why =
                        new S3Refusal(status, error.textOf("Code"), error.textOf("Message"), "").explain(location);
                String key = error.textOf("Key");
                if (why.fault() != Fault.MISSING && key.startsWith(location.prefix())) {
                    failed.put(key.substring(location.prefix().length()), why);
                }
            }
            return Future.succeededFuture(failed);
        });
    }
}
