package dev.cistern.node.s3;

import dev.cistern.node.s3.BucketOperation.Echo;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectName;
import io.vertx.core.Future;

/** Operations on objects that are uploaded in parts. */
sealed interface MultipartOperation extends S3Operation {

    record CreateMultipartUpload(ObjectName object) implements MultipartOperation {
        @Override
        public S3Action action() {
            return S3Action.CREATE_MULTIPART_UPLOAD;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.uploads().create(request, this);
        }
    }

    record UploadPart(UploadName upload, int number) implements MultipartOperation {
        @Override
        public S3Action action() {
            return S3Action.UPLOAD_PART;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.uploads().part(request, this);
        }
    }

    record UploadPartCopy(UploadName upload, int number, CopySource source) implements MultipartOperation {
        @Override
        public S3Action action() {
            return S3Action.UPLOAD_PART_COPY;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.copies().part(request, this);
        }
    }

    record CompleteMultipartUpload(UploadName upload) implements MultipartOperation {
        @Override
        public S3Action action() {
            return S3Action.COMPLETE_MULTIPART_UPLOAD;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.uploads().complete(request, this);
        }
    }

    record AbortMultipartUpload(UploadName upload) implements MultipartOperation {
        @Override
        public S3Action action() {
            return S3Action.ABORT_MULTIPART_UPLOAD;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.uploads().abort(request, this);
        }
    }

    record ListParts(Multiparts.ListParts command) implements MultipartOperation {
        @Override
        public S3Action action() {
            return S3Action.LIST_PARTS;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.uploadLists().parts(request, this);
        }
    }

    record ListMultipartUploads(ListUploads command, Echo echo) implements MultipartOperation {
        @Override
        public S3Action action() {
            return S3Action.LIST_MULTIPART_UPLOADS;
        }

        @Override
        public Future<Void> perform(S3Handlers handlers, S3Request request) {
            return handlers.uploadLists().uploads(request, this);
        }
    }
}
