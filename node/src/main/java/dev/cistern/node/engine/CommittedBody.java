package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.engine.seal.BodySeal;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Encrypted;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * What a commit says of a body that is complete.
 *
 * @param size before it was sealed
 * @param md5 see {@link dev.cistern.node.store.BodyDigests.Values#md5()}
 * @param inline what goes into the record
 * @param salt of a body that is sealed; else empty
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record CommittedBody(
        long size,
        String md5,
        Optional<Checksum> kept,
        Place place,
        byte[] inline,
        Optional<Encrypted> encrypted,
        String salt) {
    private static final byte INLINE = 0;
    private static final byte BLOB = 1;

    static CommittedBody of(Received body) {
        return new CommittedBody(
                body.size(),
                body.digests().md5(),
                body.digests().kept(),
                body.place(),
                body.inline(),
                body.encrypted(),
                body.seal().map(BodySeal::salt).orElse(""));
    }

    /** Gives back the blob of a body that is not stored after all. */
    void discard(LongConsumer discardBlob) {
        if (place instanceof Place.Blob blob) {
            discardBlob.accept(blob.id());
        }
    }

    /** {@code encrypted} apart, which an upload of parts has already. */
    void write(RecordOutput out) {
        out.writeLong(size);
        out.writeText(md5);
        out.writeChecksum(kept);
        if (place instanceof Place.Blob blob) {
            out.write(BLOB);
            out.writeLong(blob.id());
            out.writePlaces(blob.places());
        } else {
            out.write(INLINE);
            out.writeInt(((Place.Inline) place).crc32c());
            out.writeBlock(inline);
        }
        out.writeText(salt);
    }

    static CommittedBody read(RecordInput in, Optional<Encrypted> encrypted) {
        long size = in.readLong();
        String md5 = in.readText();
        Optional<Checksum> kept = in.readChecksum();
        byte kind = in.read();
        if (kind == BLOB) {
            Place blob = new Place.Blob(in.readLong(), in.readPlaces());
            return new CommittedBody(size, md5, kept, blob, new byte[0], encrypted, in.readText());
        }
        if (kind != INLINE) {
            throw new IllegalArgumentException("a body does not lie in " + kind);
        }
        Place here = new Place.Inline(in.readInt());
        return new CommittedBody(size, md5, kept, here, in.readBlock(), encrypted, in.readText());
    }
}
