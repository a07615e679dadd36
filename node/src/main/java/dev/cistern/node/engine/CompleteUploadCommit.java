package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.PartList;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.Multiparts.CompleteUpload;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.NamedPart;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectInfo.Standing;
import dev.cistern.node.store.ObjectInfo.Traits;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** An upload whose parts become an object. */
final class CompleteUploadCommit extends Commit<ObjectInfo> {
    private final CompleteUpload command;
    private final BucketInfo bucket;

    CompleteUploadCommit(CompleteUpload command, BucketInfo bucket, Promise<ObjectInfo> promise) {
        super(promise);
        this.command = command;
        this.bucket = bucket;
    }

    @Override
    boolean isAlone() {
        return true;
    }

    @Override
    ObjectInfo evaluate(CommitRound round) {
        BucketInfo now = round.requireSame(bucket);
        Optional<ObjectRecord> current = round.current(command.upload().object(), now);
        Optional<Upload> upload = round.upload(command.upload(), bucket);
        if (upload.isEmpty()) {
            return current.map(ObjectRecord::info)
                    .filter(this::isOfThisUpload)
                    .orElseThrow(() -> PartCommit.missing(command.upload().id()));
        }
        command.conditions().checkWrite(current.map(ObjectRecord::info).orElse(null));
        List<StoredPart> stored =
                round.records().uploads().parts(command.upload().id(), 0, Multiparts.MAX_PARTS);
        PartChoice choice = PartChoice.of(command, upload.get().command(), stored);
        ObjectInfo info = info(round, now, upload.get(), choice);
        PartList list = PartList.of(choice.parts());
        round.put(now, new ObjectRecord(info, list.place()), list.bytes(), current);
        choice.unused().forEach(part -> round.discardBlob(part.blobId()));
        round.batch().deleteUpload(command.upload(), bucket.id());
        stored.forEach(part ->
                round.batch().deletePart(command.upload().id(), part.part().number()));
        return info;
    }

    private ObjectInfo info(CommitRound round, BucketInfo now, Upload upload, PartChoice choice) {
        CreateUpload begun = upload.command();
        choice.requireSize(command.size());
        return new ObjectInfo(
                command.upload().object(),
                choice.size(),
                "",
                round.takeVersion(),
                round.now(),
                begun.headers(),
                begun.metadata(),
                new Traits(
                        begun.tags(),
                        choice.checksum(),
                        Optional.of(choice.multipart(command.upload().id())),
                        Standing.in(now.versioning()),
                        now.lockOf(begun.lock(), round.now()),
                        upload.encrypted()));
    }

    private boolean isOfThisUpload(ObjectInfo object) {
        return object.traits()
                .multipart()
                .filter(made -> made.upload() == command.upload().id())
                .isPresent();
    }

    @Override
    void checkHere() {
        command.conditions().requireGuard();
    }

    @Override
    void write(RecordOutput out) {
        CommandFields.writeBucket(out, bucket);
        CommandFields.writeUpload(out, command.upload());
        CommandFields.writeConditions(out, command.conditions());
        CommandFields.writeChecksum(out, command.checksum());
        out.writeOptionalLong(command.size());
        out.writeInt(command.parts().size());
        command.parts().forEach(part -> {
            out.writeInt(part.number());
            out.writeText(part.md5());
            CommandFields.writeChecksum(out, part.checksum());
        });
    }

    static CompleteUploadCommit read(RecordInput in) {
        BucketInfo bucket = CommandFields.readBucket(in);
        UploadName upload = CommandFields.readUpload(in, bucket);
        Conditions conditions = CommandFields.readConditions(in);
        Optional<Checksum> checksum = CommandFields.readChecksum(in);
        OptionalLong size = in.readOptionalLong();
        int count = in.readInt();
        List<NamedPart> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(new NamedPart(in.readInt(), in.readText(), CommandFields.readChecksum(in)));
        }
        return new CompleteUploadCommit(
                new CompleteUpload(upload, parts, conditions, checksum, size), bucket, Promise.promise());
    }
}
