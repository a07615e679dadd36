package dev.cistern.node.engine.record;

import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadChecksum;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo.Traits;
import java.nio.BufferUnderflowException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The record of an upload in progress; {@code docs/formats/records.md} is its description. */
final class UploadFormat {
    private static final byte PLAIN = 1;
    /** Of an object that is to be locked, or encrypted. */
    private static final byte WITH_MORE = 2;

    private static final int USUAL_BYTES = 256;

    private UploadFormat() {}

    static byte[] encode(Upload upload) {
        CreateUpload command = upload.command();
        RecordOutput out = new RecordOutput(USUAL_BYTES);
        Map<String, String> more =
                MoreTraits.write(Traits.NONE.locked(command.lock()).encryptedAs(upload.encrypted()));
        out.write(more.isEmpty() ? PLAIN : WITH_MORE);
        out.writeLong(upload.begun().toEpochMilli());
        out.writeAlgorithm(command.checksum().map(UploadChecksum::algorithm));
        out.write(command.checksum().map(UploadChecksum::composite).orElse(false) ? 1 : 0);
        out.writeMap(command.headers());
        out.writeMap(command.metadata());
        out.writeMap(command.tags());
        if (!more.isEmpty()) {
            out.writeMap(more);
        }
        return out.toSealedBytes();
    }

    static Upload decode(UploadName name, byte[] record) throws DamagedRecordException {
        String what = "the record of an upload of " + name.object();
        try {
            boolean plain = record.length == 0 || record[0] != WITH_MORE;
            RecordInput in = RecordInput.unsealed(record, plain ? PLAIN : WITH_MORE, what);
            Instant begun = Instant.ofEpochMilli(in.readLong());
            Optional<Checksum.Algorithm> algorithm = in.readAlgorithm();
            boolean composite = in.read() == 1;
            Map<String, String> headers = in.readMap();
            Map<String, String> metadata = in.readMap();
            Map<String, String> tags = in.readMap();
            Traits more = plain ? Traits.NONE : MoreTraits.read(in.readMap(), Traits.NONE);
            CreateUpload command = new CreateUpload(
                    name.object(),
                    headers,
                    metadata,
                    tags,
                    algorithm.map(which -> new UploadChecksum(which, composite)),
                    more.lock());
            return new Upload(name, begun, command, more.encrypted());
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new DamagedRecordException(what + " does not follow its format");
        }
    }
}
