package dev.cistern.node.s3;

import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore;
import io.vertx.core.Future;
import java.util.Map;
import java.util.TreeMap;

/** Tags of objects. */
final class TagsHandler {
    private final ObjectStore store;
    private final AccessGate gate;

    TagsHandler(ObjectStore store, AccessGate gate) {
        this.store = store;
        this.gate = gate;
    }

    Future<Void> get(S3Request request, ObjectOperation.GetObjectTagging operation) {
        return store.head(operation.target(), Conditions.NONE)
                .compose(object -> told(request, object))
                .compose(object -> request.answerXml(
                        S3Tags.ROOT,
                        to -> S3Tags.write(to, new TreeMap<>(object.traits().tags()))));
    }

    Future<Void> put(S3Request request, ObjectOperation.PutObjectTagging operation) {
        return request.xml(S3Tags.ROOT)
                .map(S3Tags::of)
                .compose(tags ->
                        gate.requireTags(request, tags).compose(allowed -> store.retag(operation.target(), tags)))
                .compose(object -> told(request, object))
                .compose(object -> request.answer(200));
    }

    Future<Void> delete(S3Request request, ObjectOperation.DeleteObjectTagging operation) {
        return store.retag(operation.target(), Map.of())
                .compose(object -> told(request, object))
                .compose(object -> request.answer(204));
    }

    private Future<ObjectInfo> told(S3Request request, ObjectInfo object) {
        return S3Versions.tell(request, store, object).map(object);
    }
}
