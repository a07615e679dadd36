package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectVersion;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A version that is to get another note. */
final class NoteCommit extends Commit<ObjectInfo> {
    private final ObjectVersion version;
    private final BucketInfo bucket;
    private final Note note;

    /** @param text empty to be without */
    record Note(String name, Optional<String> text) {}

    NoteCommit(ObjectVersion version, BucketInfo bucket, Note note, Promise<ObjectInfo> promise) {
        super(promise);
        this.version = version;
        this.bucket = bucket;
        this.note = note;
    }

    @Override
    ObjectInfo evaluate(CommitRound round) {
        BucketInfo now = round.requireSame(bucket);
        ObjectRecord record = round.require(version, now);
        ObjectInfo old = record.info();
        Map<String, String> headers = new HashMap<>(old.headers());
        note.text.ifPresentOrElse(text -> headers.put(note.name, text), () -> headers.remove(note.name));
        ObjectInfo info = new ObjectInfo(
                old.name(),
                old.size(),
                old.md5(),
                old.version(),
                old.modified(),
                headers,
                old.metadata(),
                old.traits());
        round.putHead(now, new ObjectRecord(info, record.place()));
        return info;
    }

    @Override
    void write(RecordOutput out) {
        CommandFields.writeBucket(out, bucket);
        CommandFields.writeVersion(out, version);
        out.writeText(note.name);
        out.writeOptional(note.text);
    }

    static NoteCommit read(RecordInput in) {
        BucketInfo bucket = CommandFields.readBucket(in);
        ObjectVersion version = CommandFields.readVersion(in, bucket);
        return new NoteCommit(version, bucket, new Note(in.readText(), in.readOptional()), Promise.promise());
    }
}
