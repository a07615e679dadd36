package dev.cistern.node.engine;

import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.engine.record.UploadRecords;
import dev.cistern.node.engine.seal.BodySeal;
import dev.cistern.node.engine.seal.DataKey;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Encryption;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.Multiparts.AcceptedPart;
import dev.cistern.node.store.Multiparts.CompleteUpload;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.ListParts;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.ObjectParts;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.PartPage;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadChecksum;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.Multiparts.UploadPage;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Uploads of parts in the engine's own files and records. Used by any thread. */
final class MultipartEngine implements MultipartStore {
    private final Answers answers;
    private final Buckets buckets;
    private final UploadRecords records;
    private final Uploads uploads;
    private final Reads reads;
    private final NewKeys keys;

    MultipartEngine(Answers answers, Buckets buckets, UploadRecords records, Uploads uploads, NewKeys keys) {
        this.answers = answers;
        this.buckets = buckets;
        this.records = records;
        this.uploads = uploads;
        this.reads = keys.reads();
        this.keys = keys;
    }

    @Override
    public Future<Upload> create(CreateUpload command) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(command.object().bucket());
            bucket.requireLockable(command.lock());
            Optional<Encryption> encryption = command.encryption().or(bucket::encryption);
            return encryption.isEmpty()
                    ? begin(command, bucket, Optional.empty())
                    : keys.begin(command.object(), bucket, encryption)
                            .compose(key -> begin(command, bucket, key.map(DataKey::encrypted)));
        });
    }

    private Future<Upload> begin(CreateUpload command, BucketInfo bucket, Optional<Encrypted> encrypted) {
        // What is kept of the command is without the key of a customer.
        CreateUpload kept = new CreateUpload(
                command.object(),
                command.headers(),
                command.metadata(),
                command.tags(),
                command.checksum(),
                command.lock());
        return answers.answering(context ->
                answers.committed(context, promise -> new CreateUploadCommit(kept, bucket, encrypted, promise)));
    }

    /** Refused before its body is read where the upload is not there; looked at again when it is committed. */
    @Override
    public Future<AcceptedPart> put(PutPart command, ReadStream<Buffer> body) {
        var unused = body.pause();
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(command.upload().object().bucket());
            return reads.onReader(() -> intake(command, bucket))
                    .compose(intake -> answers.answering(again -> uploads.start(intake, body, again))
                            .map(part -> new AcceptedPart(part, intake.seal().map(BodySeal::encrypted))));
        });
    }

    private Intake.OfPart intake(PutPart command, BucketInfo bucket) {
        Upload upload = required(command.upload(), bucket);
        return new Intake.OfPart(withChecksumOf(upload, command), bucket, keys.ofPart(command, upload, bucket));
    }

    @Override
    public Future<ObjectInfo> complete(CompleteUpload command) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(command.upload().object().bucket());
            return answers.committed(context, promise -> new CompleteUploadCommit(command, bucket, promise));
        });
    }

    @Override
    public Future<OpenObject> open(CompleteUpload command) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(command.upload().object().bucket());
            return reads.onReader(() -> openNow(command, bucket));
        });
    }

    private OpenObject openNow(CompleteUpload command, BucketInfo bucket) {
        UploadName name = command.upload();
        CreateUpload begun = required(name, bucket).command();
        List<StoredPart> stored = records.parts(name.id(), 0, Multiparts.MAX_PARTS);
        PartChoice choice = PartChoice.of(command, begun, stored);
        choice.requireSize(command.size());
        long size = choice.size();
        ObjectInfo info = new ObjectInfo(name.object(), size, "", 0, Instant.now(), begun.headers(), begun.metadata());
        ByteRange.Resolved whole = new ByteRange.Resolved(0, size);
        List<PartsObject.Piece> pieces = PartsObject.pieces(choice.parts(), whole, Optional.empty());
        List<Long> pinned = pieces.stream().map(PartsObject.Piece::blobId).toList();
        uploads.pins().pin(pinned);
        if (!records.parts(name.id(), 0, Multiparts.MAX_PARTS).equals(stored)) {
            uploads.pins().unpin(pinned);
            throw new StoreException(Code.BUSY, "parts of " + name.object() + " are being uploaded; try again");
        }
        return new PartsObject(reads, info, whole, Form.BUFFERS, pieces);
    }

    @Override
    public Future<Void> abort(UploadName upload) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(upload.object().bucket());
            return answers.committed(
                            context, (Promise<UploadName> promise) -> new AbortUploadCommit(upload, bucket, promise))
                    .mapEmpty();
        });
    }

    @Override
    public Future<PartPage> listParts(ListParts command) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(command.upload().object().bucket());
            return reads.onReader(() -> {
                Upload upload = required(command.upload(), bucket);
                List<StoredPart> found = records.parts(command.upload().id(), command.after(), command.atMost() + 1);
                List<Part> page = found.stream()
                        .limit(command.atMost())
                        .map(StoredPart::part)
                        .toList();
                boolean more = found.size() > page.size() && !page.isEmpty();
                OptionalInt next =
                        more ? OptionalInt.of(page.get(page.size() - 1).number()) : OptionalInt.empty();
                return new PartPage(upload, page, next);
            });
        });
    }

    @Override
    public Future<UploadPage> listUploads(ListUploads command) {
        return answers.answering(context -> {
            long bucketId = buckets.require(command.bucket()).id();
            return command.atMost() == 0
                    ? context.succeededFuture(new UploadPage(List.of(), List.of(), Optional.empty()))
                    : reads.onReader(() -> records.list(command, bucketId));
        });
    }

    @Override
    public Future<ObjectParts> partsOf(ObjectVersion object, Conditions conditions) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(object.name().bucket());
            return reads.partsOf(bucket.backend().isPresent() ? object.withoutNull() : object, bucket, conditions);
        });
    }

    /** What is kept of a part is what the whole object's checksum is made of. */
    private static PutPart withChecksumOf(Upload upload, PutPart command) {
        Optional<Checksum.Algorithm> algorithm = upload.command().checksum().map(UploadChecksum::algorithm);
        BodyChecks sent = command.checks();
        BodyChecks checks =
                new BodyChecks(sent.announced(), sent.signedSha256(), algorithm.or(sent::kept), sent.trailing());
        return new PutPart(command.upload(), command.number(), command.length(), checks, command.key());
    }

    private Upload required(UploadName upload, BucketInfo bucket) {
        return records.find(upload, bucket.id()).orElseThrow(() -> PartCommit.missing(upload.id()));
    }
}
