package dev.cistern.node.engine.record;

import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadChecksum;
import dev.cistern.node.store.Multiparts.UploadName;
import java.nio.BufferUnderflowException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** The record of an upload in progress; {@code docs/formats/records.md} is its description. */
final class UploadFormat {
    private static final byte VERSION = 1;
    private static final int USUAL_BYTES = 256;

    private UploadFormat() {}

    static byte[] encode(Upload upload) {
        CreateUpload command = upload.command();
        RecordOutput out = new RecordOutput(USUAL_BYTES);
        out.write(VERSION);
        out.writeLong(upload.begun().toEpochMilli());
        out.writeAlgorithm(command.checksum().map(UploadChecksum::algorithm));
        out.write(command.checksum().map(UploadChecksum::composite).orElse(false) ? 1 : 0);
        out.writeMap(command.headers());
        out.writeMap(command.metadata());
        out.writeMap(command.tags());
        return out.toSealedBytes();
    }

    static Upload decode(UploadName name, byte[] record) throws DamagedRecordException {
        String what = "the record of an upload of " + name.object();
        try {
            RecordInput in = RecordInput.unsealed(record, VERSION, what);
            Instant begun = Instant.ofEpochMilli(in.readLong());
            Optional<Checksum.Algorithm> algorithm = in.readAlgorithm();
            boolean composite = in.read() == 1;
            Map<String, String> headers = in.readMap();
            Map<String, String> metadata = in.readMap();
            Map<String, String> tags = in.readMap();
            CreateUpload command = new CreateUpload(
                    name.object(),
                    headers,
                    metadata,
                    tags,
                    algorithm.map(which -> new UploadChecksum(which, composite)));
            return new Upload(name, begun, command);
        } catch (BufferUnderflowException e) {
            throw new DamagedRecordException(what + " does not follow its format");
        }
    }
}
