package dev.cistern.node.s3;

import dev.cistern.node.http.RequestConditions;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.CustomerKey;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.Multiparts.ObjectParts;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What is known of an object and its parts, without its bytes. */
final class AttributesHandler {
    private static final Set<String> KNOWN = Set.of("ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize");

    private final ObjectStore store;
    private final MultipartStore multipart;

    AttributesHandler(ObjectStore store, MultipartStore multipart) {
        this.store = store;
        this.multipart = multipart;
    }

    Future<Void> get(S3Request request, ObjectOperation.GetObjectAttributes operation) {
        Set<String> wanted = new HashSet<>();
        for (String header : request.http().headers().getAll("x-amz-object-attributes")) {
            for (String name : header.split(",", -1)) {
                wanted.add(name.strip());
            }
        }
        if (wanted.isEmpty() || !KNOWN.containsAll(wanted)) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "Invalid attribute name specified.");
        }
        Optional<CustomerKey> key = S3Encryption.key(request);
        return multipart
                .partsOf(operation.target(), RequestConditions.of(request.http()))
                .compose(
                        found -> S3Versions.tell(request, store, found.object()).map(found))
                .compose(found -> {
                    Encrypted.requireKey(found.object().traits().encrypted(), key);
                    ObjectInfo object = found.object();
                    request.response().putHeader("Last-Modified", RequestConditions.formatDate(object.modified()));
                    return request.answerXml("GetObjectAttributesResponse", to -> write(to, wanted, found, operation));
                });
    }

    private static void write(
            XmlOut to, Set<String> wanted, ObjectParts found, ObjectOperation.GetObjectAttributes operation) {
        ObjectInfo object = found.object();
        if (wanted.contains("ETag")) {
            to.element("ETag", object.etag().replace("\"", ""));
        }
        if (wanted.contains("Checksum") && object.traits().checksum().isPresent()) {
            to.element("Checksum", checksum -> S3Checksums.write(checksum, object));
        }
        if (wanted.contains("ObjectParts") && !found.parts().isEmpty()) {
            to.element("ObjectParts", parts -> write(parts, found.parts(), operation));
        }
        if (wanted.contains("StorageClass")) {
            to.element("StorageClass", S3Headers.storageClass(object));
        }
        if (wanted.contains("ObjectSize")) {
            to.element("ObjectSize", object.size());
        }
    }

    /** Parts are told one by one only where they have checksums, as Amazon does. */
    private static void write(XmlOut to, List<Part> parts, ObjectOperation.GetObjectAttributes operation) {
        to.element("PartsCount", parts.size());
        if (parts.get(0).checksum().isEmpty()) {
            return;
        }
        int most = Math.min(operation.mostParts(), 1_000);
        List<Part> page = parts.stream()
                .filter(part -> part.number() > operation.afterPart())
                .limit(most)
                .toList();
        boolean truncated = !page.isEmpty()
                && page.get(page.size() - 1).number()
                        < parts.get(parts.size() - 1).number();
        to.element("PartNumberMarker", operation.afterPart());
        to.element(
                "NextPartNumberMarker",
                page.isEmpty() ? 0 : page.get(page.size() - 1).number());
        to.element("MaxParts", most);
        to.element("IsTruncated", Boolean.toString(truncated));
        page.forEach(part -> to.element("Part", entry -> {
            entry.element("PartNumber", part.number());
            entry.element("Size", part.size());
            part.checksum().ifPresent(checksum -> S3Checksums.write(entry, checksum));
        }));
    }
}
