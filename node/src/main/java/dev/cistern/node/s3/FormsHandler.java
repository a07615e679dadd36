package dev.cistern.node.s3;

import dev.cistern.node.guard.Sender;
import dev.cistern.node.guard.Senders;
import dev.cistern.node.http.BodyStream;
import dev.cistern.node.s3.form.Form;
import dev.cistern.node.s3.form.FormReader;
import dev.cistern.node.s3.form.PostPolicy;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.UriCoding;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.sign.Authenticator;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Objects uploaded by forms of browsers. */
final class FormsHandler {
    private static final String FILE_NAME = "${filename}";

    private final ObjectsHandler objects;
    private final Senders senders;
    private final AccessGate gate;
    private final InstantSource clock;

    FormsHandler(ObjectsHandler objects, Senders senders, AccessGate gate, InstantSource clock) {
        this.objects = objects;
        this.senders = senders;
        this.gate = gate;
        this.clock = clock;
    }

    Future<Void> post(S3Request request, BucketOperation.PostObject operation) {
        String type = request.optionalHeader("Content-Type").orElse("");
        if (!FormReader.isForm(type)) {
            throw new S3Exception(
                    S3Error.PRECONDITION_FAILED, "Bucket POST must be of the enclosure-type multipart/form-data");
        }
        if (request.identity().accessKey().isPresent()) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "A form is signed by its fields, and not by a header or the query as well.");
        }
        if (request.configured().isEmpty()) {
            throw new S3Exception(S3Error.NO_SUCH_BUCKET);
        }
        return FormReader.read(new BodyStream(request.http()), type)
                .compose(form -> store(request, operation.bucket(), form));
    }

    private Future<Void> store(S3Request request, BucketName bucket, Form form) {
        Sender sender = senders.ofForm(form.fields());
        String key = form.field("key")
                .orElseThrow(() -> Authenticator.missingField("key"))
                .replace(FILE_NAME, form.fileName());
        ObjectName object = new ObjectName(bucket, key);
        long least = 0;
        long most = ObjectsHandler.MOST_BYTES;
        Optional<PostPolicy> policy = form.field("policy").map(PostPolicy::parse);
        if (policy.isPresent()) {
            policy.get().check(checked(form, object), clock.instant());
            least = policy.get().least();
            most = Math.min(most, policy.get().most());
        }
        S3Request put = request.asForm(sender, FormHeaders.of(form));
        S3Headers.requireServed(put);
        if (S3Encryption.bringKey(put.headers())) {
            throw S3Request.notImplemented("a form with a key to encrypt its file with is not implemented");
        }
        form.file().limit(least, most);
        S3Body body = new S3Body(form.file(), OptionalLong.empty(), S3Checksums.of(put, Map::of));
        return gate.admitForm(put, key)
                .compose(allowed -> objects.put(put, object, body))
                .compose(stored -> answer(put, form, stored));
    }

    /** The fields as the policy sees them: the key as it will be, and the bucket that the form was really sent to. */
    private static Map<String, String> checked(Form form, ObjectName object) {
        Map<String, String> fields = new HashMap<>(form.fields());
        fields.put("bucket", object.bucket().value());
        fields.put("key", object.key());
        return fields;
    }

    private static Future<Void> answer(S3Request request, Form form, ObjectInfo stored) {
        String location = UploadsHandler.location(request, stored.name());
        Optional<String> redirect = form.field("success_action_redirect")
                .or(() -> form.field("redirect"))
                .flatMap(url -> redirect(url, stored));
        if (redirect.isPresent()) {
            request.response().putHeader("Location", redirect.get());
            return request.answer(303);
        }
        request.response().putHeader("Location", location);
        return switch (form.field("success_action_status").orElse("")) {
            case "200" -> request.answer(200);
            case "201" -> {
                Buffer xml = XmlOut.plainDocument("PostResponse", to -> {
                    to.element("Location", location);
                    to.element("Bucket", stored.name().bucket().value());
                    to.element("Key", stored.name().key());
                    to.element("ETag", stored.etag());
                });
                yield request.answerXml(201, xml);
            }
            default -> request.answer(204);
        };
    }

    /** Where the browser goes on; empty where that is no URL, which then counts as not sent. */
    private static Optional<String> redirect(String url, ObjectInfo stored) {
        try {
            URI uri = URI.create(url);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (!web || uri.getHost() == null) {
                return Optional.empty();
            }
            String plain = uri.getRawFragment() == null ? url : url.substring(0, url.indexOf('#'));
            return Optional.of(plain + (uri.getRawQuery() == null ? '?' : '&') + "bucket="
                    + UriCoding.encodeQuery(stored.name().bucket().value()) + "&key="
                    + UriCoding.encodeQuery(stored.name().key()) + "&etag=" + UriCoding.encodeQuery(stored.etag()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
