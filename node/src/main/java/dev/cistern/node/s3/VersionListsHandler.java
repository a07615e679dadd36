package dev.cistern.node.s3;

import dev.cistern.node.s3.BucketOperation.Echo;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.VersionPage;
import io.vertx.core.Future;

/** Listings of versions and delete markers. */
final class VersionListsHandler {
    private final ObjectStore store;
    private final S3Owners owners;

    VersionListsHandler(ObjectStore store, S3Owners owners) {
        this.store = store;
        this.owners = owners;
    }

    Future<Void> list(S3Request request, BucketOperation.ListObjectVersions operation) {
        Echo echo = operation.echo();
        return store.listVersions(operation.command())
                .compose(page -> request.answerXml("ListVersionsResult", to -> {
                    head(to, operation.command(), echo, page);
                    page.entries().forEach(entry -> write(request, to, entry, echo));
                    ListsHandler.commonPrefixes(to, page.commonPrefixes(), echo);
                }));
    }

    private static void head(XmlOut to, ListVersions command, Echo echo, VersionPage page) {
        to.element("Name", command.bucket().value());
        to.element("Prefix", ListsHandler.coded(command.prefix(), echo));
        to.element("KeyMarker", ListsHandler.coded(echo.start().orElse(""), echo));
        to.element("VersionIdMarker", echo.startAfter().orElse(""));
        page.next().ifPresent(next -> {
            to.element("NextKeyMarker", ListsHandler.coded(next.key(), echo));
            next.version().ifPresent(id -> to.element("NextVersionIdMarker", id.text()));
        });
        to.element("MaxKeys", echo.maxKeys());
        if (!command.delimiter().isEmpty()) {
            to.element("Delimiter", ListsHandler.coded(command.delimiter(), echo));
        }
        if (echo.urlEncoded()) {
            to.element("EncodingType", "url");
        }
        to.element("IsTruncated", Boolean.toString(page.next().isPresent()));
    }

    private void write(S3Request request, XmlOut to, VersionPage.Entry entry, Echo echo) {
        ObjectInfo version = entry.object();
        to.element(version.isDeleteMarker() ? "DeleteMarker" : "Version", inside -> {
            if (version.isDeleteMarker()) {
                inside.element("Key", ListsHandler.coded(version.name().key(), echo));
                inside.element("LastModified", S3Times.format(version.modified()));
            } else {
                ListsHandler.write(inside, version, echo);
            }
            inside.element("VersionId", version.versionId().text());
            inside.element("IsLatest", Boolean.toString(entry.latest()));
            owners.ofListed(version, request.bucket()).write(inside);
        });
    }
}
