package dev.cistern.node.engine;

import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.Multiparts.AcceptedPart;
import dev.cistern.node.store.Multiparts.CompleteUpload;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.ListParts;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.ObjectParts;
import dev.cistern.node.store.Multiparts.PartPage;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.Multiparts.UploadPage;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;

/** As {@link LinearObjects}, for uploads of parts. */
final class LinearParts implements MultipartStore {
    private final LinearReads reads;
    private final MultipartStore store;

    LinearParts(VertxInternal vertx, SharedRecords shared, MultipartStore store) {
        this.reads = new LinearReads(vertx, shared);
        this.store = store;
    }

    @Override
    public Future<Upload> create(CreateUpload command) {
        return reads.after(() -> store.create(command));
    }

    @Override
    public Future<AcceptedPart> put(PutPart command, ReadStream<Buffer> body) {
        return reads.after(body, () -> store.put(command, body));
    }

    @Override
    public Future<ObjectInfo> complete(CompleteUpload command) {
        return reads.after(() -> store.complete(command));
    }

    @Override
    public Future<OpenObject> open(CompleteUpload command) {
        return reads.after(() -> store.open(command));
    }

    @Override
    public Future<Void> abort(UploadName upload) {
        return reads.after(() -> store.abort(upload));
    }

    @Override
    public Future<PartPage> listParts(ListParts command) {
        return reads.after(() -> store.listParts(command));
    }

    @Override
    public Future<UploadPage> listUploads(ListUploads command) {
        return reads.after(() -> store.listUploads(command));
    }

    @Override
    public Future<ObjectParts> partsOf(ObjectVersion object, Conditions conditions) {
        return reads.after(() -> store.partsOf(object, conditions));
    }
}
