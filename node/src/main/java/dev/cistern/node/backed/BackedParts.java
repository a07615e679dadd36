package dev.cistern.node.backed;

import dev.cistern.node.store.BucketInfo;
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
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStream;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Uploads of parts to buckets whose objects come from elsewhere: the parts lie here, and become one body of one write when they are
 * completed. Those of other buckets take the road they would take without it. Used by any thread.
 */
final class BackedParts implements MultipartStore {
    /** As many completions are known again when they are repeated. */
    private static final int KNOWN_MAX = 1_024;

    private final VertxInternal vertx;
    private final Here here;
    private final Writes writes;
    private final Way way;

    /** Those that are under way, and the last ones that succeeded; guarded by itself. */
    private final Map<UploadName, Future<ObjectInfo>> completions =
            new LinkedHashMap<UploadName, Future<ObjectInfo>>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<UploadName, Future<ObjectInfo>> eldest) {
                    return size() > KNOWN_MAX;
                }
            };

    /** @param way of writes to clouds */
    BackedParts(VertxInternal vertx, Here here, Writes writes, Way way) {
        this.vertx = vertx;
        this.here = here;
        this.writes = writes;
        this.way = way;
    }

    @Override
    public Future<Upload> create(CreateUpload command) {
        return bucket(command.object()).compose(bucket -> {
            if (bucket.backend().isPresent()) {
                OwnKeys.refuse(command.object());
                bucket.requireLockable(command.lock());
                Way.requirePlain(command.object(), command.encryption());
                var unused = way.toWrite(bucket);
            }
            return here.parts().create(command);
        });
    }

    @Override
    public Future<AcceptedPart> put(PutPart command, ReadStream<Buffer> body) {
        return here.parts().put(command, body);
    }

    /** Whoever repeats it, since no answer came in time, waits for the same write, or is told what came of it. */
    @Override
    public Future<ObjectInfo> complete(CompleteUpload command) {
        return bucket(command.upload().object())
                .compose(bucket ->
                        bucket.backend().isEmpty() ? here.parts().complete(command) : completeOnce(bucket, command));
    }

    private Future<ObjectInfo> completeOnce(BucketInfo bucket, CompleteUpload command) {
        Promise<ObjectInfo> fresh = Promise.promise();
        Future<ObjectInfo> known;
        synchronized (completions) {
            known = completions.putIfAbsent(command.upload(), fresh.future());
        }
        Promise<ObjectInfo> answer = vertx.getOrCreateContext().promise();
        if (known == null) {
            known = fresh.future();
            write(bucket, command).onComplete(done -> {
                if (done.failed()) {
                    synchronized (completions) {
                        boolean unused = completions.remove(command.upload(), fresh.future());
                    }
                }
                fresh.handle(done);
            });
        }
        known.onComplete(answer);
        return answer.future();
    }

    private Future<ObjectInfo> write(BucketInfo bucket, CompleteUpload command) {
        return here.parts()
                .open(command)
                .compose(parts -> write(bucket, parts, command.conditions()))
                .compose(stored -> here.parts()
                        .abort(command.upload())
                        .transform(gone -> Future.succeededFuture(stored))); // What is left of it is swept.
    }

    private Future<ObjectInfo> write(BucketInfo bucket, OpenObject parts, Conditions conditions) {
        ObjectInfo whole = parts.info();
        ObjectStream body = new ObjectStream(parts);
        PutCommand command = new PutCommand(
                whole.name(), OptionalLong.of(whole.size()), List.of(), conditions, whole.headers(), whole.metadata());
        return Future.<Void>succeededFuture()
                .compose(now -> writes.put(bucket, way, command, body))
                .onComplete(done -> body.close());
    }

    private Future<BucketInfo> bucket(ObjectName object) {
        return here.objects().headBucket(object.bucket());
    }

    @Override
    public Future<OpenObject> open(CompleteUpload command) {
        return here.parts().open(command);
    }

    /** Not while it is on its way to the cloud. */
    @Override
    public Future<Void> abort(UploadName upload) {
        Optional<Future<ObjectInfo>> completion;
        synchronized (completions) {
            completion = Optional.ofNullable(completions.get(upload));
        }
        return completion.filter(running -> !running.isComplete()).isPresent()
                ? vertx.getOrCreateContext()
                        .failedFuture(new StoreException(
                                Code.BUSY, "the upload of " + upload.object() + " is being completed; try again later"))
                : here.parts().abort(upload);
    }

    @Override
    public Future<PartPage> listParts(ListParts command) {
        return here.parts().listParts(command);
    }

    @Override
    public Future<UploadPage> listUploads(ListUploads command) {
        return here.parts().listUploads(command);
    }

    @Override
    public Future<ObjectParts> partsOf(ObjectVersion object, Conditions conditions) {
        return here.parts().partsOf(object, conditions);
    }
}
