package dev.cistern.node.s3;

import dev.cistern.node.s3.BucketOperation.Echo;
import dev.cistern.node.s3.wire.UriCoding;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;

/** Listings of objects, in both forms. */
final class ListsHandler {
    private final ObjectStore store;
    private final S3Owners owners;

    ListsHandler(ObjectStore store, S3Owners owners) {
        this.store = store;
        this.owners = owners;
    }

    Future<Void> first(S3Request request, BucketOperation.ListObjects operation) {
        Echo echo = operation.echo();
        return page(operation.command())
                .compose(page -> request.answerXml("ListBucketResult", to -> {
                    head(to, operation.command(), echo, page);
                    to.element("Marker", coded(echo.start().orElse(""), echo));
                    if (page.next().isPresent()
                            && !operation.command().delimiter().isEmpty()) {
                        to.element("NextMarker", coded(page.next().get(), echo));
                    }
                    page.objects()
                            .forEach(object -> to.element("Contents", entry -> {
                                write(entry, object, echo);
                                owners.ofListed(object, request.bucket()).write(entry);
                            }));
                    commonPrefixes(to, page.commonPrefixes(), echo);
                }));
    }

    Future<Void> second(S3Request request, BucketOperation.ListObjectsV2 operation) {
        Echo echo = operation.echo();
        return page(operation.command())
                .compose(page -> request.answerXml("ListBucketResult", to -> {
                    head(to, operation.command(), echo, page);
                    to.element(
                            "KeyCount",
                            page.objects().size() + page.commonPrefixes().size());
                    echo.start().ifPresent(token -> to.element("ContinuationToken", token));
                    page.next().ifPresent(next -> to.element("NextContinuationToken", ListTokens.encode(next)));
                    echo.startAfter().ifPresent(after -> to.element("StartAfter", coded(after, echo)));
                    page.objects()
                            .forEach(object -> to.element("Contents", entry -> {
                                write(entry, object, echo);
                                if (operation.fetchOwner()) {
                                    owners.ofListed(object, request.bucket()).write(entry);
                                }
                            }));
                    commonPrefixes(to, page.commonPrefixes(), echo);
                }));
    }

    static String coded(String key, Echo echo) {
        return echo.urlEncoded() ? UriCoding.encodeListed(key) : key;
    }

    static void commonPrefixes(XmlOut to, List<String> prefixes, Echo echo) {
        prefixes.forEach(prefix -> to.element("CommonPrefixes", entry -> entry.element("Prefix", coded(prefix, echo))));
    }

    private Future<ListPage> page(ListCommand command) {
        return command.maxKeys() == 0
                ? store.headBucket(command.bucket()).map(bucket -> new ListPage(List.of(), List.of(), Optional.empty()))
                : store.list(command);
    }

    private static void head(XmlOut to, ListCommand command, Echo echo, ListPage page) {
        to.element("Name", command.bucket().value());
        to.element("Prefix", coded(command.prefix(), echo));
        if (!command.delimiter().isEmpty()) {
            to.element("Delimiter", coded(command.delimiter(), echo));
        }
        to.element("MaxKeys", echo.maxKeys());
        if (echo.urlEncoded()) {
            to.element("EncodingType", "url");
        }
        to.element("IsTruncated", Boolean.toString(page.next().isPresent()));
    }

    static void write(XmlOut to, ObjectInfo object, Echo echo) {
        to.element("Key", coded(object.name().key(), echo));
        to.element("LastModified", S3Times.format(object.modified()));
        to.element("ETag", object.etag());
        object.traits().checksum().ifPresent(kept -> {
            to.element("ChecksumAlgorithm", kept.value().algorithm().name());
            to.element("ChecksumType", S3Checksums.type(kept));
        });
        to.element("Size", object.size());
        to.element("StorageClass", S3Headers.storageClass(object));
    }
}
