package dev.cistern.node.store;

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
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;

/**
 * Objects put together from parts that were uploaded one by one. As {@link ObjectStore}: may be called on any event loop,
 * never blocks it, and a failed future carries a {@link StoreException}.
 */
public interface MultipartStore {

    Future<Upload> create(CreateUpload command);

    /**
     * Stores a part, in place of an earlier one of its number. Fails with {@link StoreException.Code#NO_SUCH_UPLOAD} where
     * the upload is not there, or not any more.
     */
    Future<AcceptedPart> put(PutPart command, ReadStream<Buffer> body);

    /**
     * Makes the object out of the parts named. The same completion again, after it succeeded and
     * while the object is still that one, succeeds again.
     */
    Future<ObjectInfo> complete(CompleteUpload command);

    /** Opens, in the form of buffers, what a completion would make an object of, and leaves the upload as it is. Fails as that does. */
    Future<OpenObject> open(CompleteUpload command);

    /** Gives up an upload with all its parts. */
    Future<Void> abort(UploadName upload);

    Future<PartPage> listParts(ListParts command);

    Future<UploadPage> listUploads(ListUploads command);

    /** The parts that an object was put together from; none where it was stored at once. */
    Future<ObjectParts> partsOf(ObjectVersion object, Conditions conditions);
}
