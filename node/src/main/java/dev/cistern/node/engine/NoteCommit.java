package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** An object that is to get another note. */
final class NoteCommit extends Commit<ObjectInfo> {
    private final ObjectName name;
    private final BucketInfo bucket;
    private final Note note;

    /** @param text empty to be without */
    record Note(String name, Optional<String> text) {}

    NoteCommit(ObjectName name, BucketInfo bucket, Note note, Promise<ObjectInfo> promise) {
        super(promise);
        this.name = name;
        this.bucket = bucket;
        this.note = note;
    }

    @Override
    ObjectInfo evaluate(CommitRound round) {
        round.buckets().requireSame(bucket);
        ObjectRecord current = round.current(name, bucket)
                .orElseThrow(() -> new StoreException(Code.NO_SUCH_OBJECT, "there is no object " + name));
        ObjectInfo old = current.info();
        Map<String, String> headers = new HashMap<>(old.headers());
        note.text.ifPresentOrElse(text -> headers.put(note.name, text), () -> headers.remove(note.name));
        ObjectInfo info = new ObjectInfo(
                name, old.size(), old.md5(), old.version(), old.modified(), headers, old.metadata(), old.traits());
        round.putHead(bucket, new ObjectRecord(info, current.place()));
        return info;
    }
}
