package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Found;
import dev.cistern.node.engine.record.ObjectRecord;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.PartList;
import dev.cistern.node.engine.record.Places;
import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectName;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Optional;

/**
 * A blob that lies on other disks than its record says. Gives whether the record says so now: it does not where it names
 * another blob meanwhile, or this one at places that were not expected.
 */
final class PlaceCommit extends Commit<Boolean> {
    private static final byte OF_VERSION = 0;
    private static final byte OF_PART = 1;

    private final BucketInfo bucket;
    private final Owner owner;
    private final Move move;

    /** Whose record names the blob. */
    sealed interface Owner {
        /** A version, by its number: its only blob, or that of one of its parts. */
        record OfVersion(ObjectName name, long version) implements Owner {}

        /** A part of an upload in progress. */
        record OfPart(UploadName upload, int number) implements Owner {}
    }

    /**
     * What is to change.
     *
     * @param expected what the record must say before
     */
    record Move(long blobId, Places expected, Places next) {}

    PlaceCommit(BucketInfo bucket, Owner owner, Move move, Promise<Boolean> promise) {
        super(promise);
        this.bucket = bucket;
        this.owner = owner;
        this.move = move;
    }

    @Override
    Boolean evaluate(CommitRound round) {
        BucketInfo now = round.requireSame(bucket);
        if (owner instanceof Owner.OfPart part) {
            return round.currentPart(part.upload.id(), part.number)
                    .filter(this::isMeant)
                    .map(stored -> {
                        round.putPart(part.upload, now, stored.at(move.next));
                        return true;
                    })
                    .orElse(false);
        }
        Owner.OfVersion version = (Owner.OfVersion) owner;
        return round.numbered(version.name, now, version.version)
                .map(found -> place(round, now, found))
                .orElse(false);
    }

    private boolean place(CommitRound round, BucketInfo now, Found found) {
        ObjectRecord object = found.object();
        if (object.place() instanceof Place.Blob blob) {
            boolean meant = blob.id() == move.blobId && blob.places().equals(move.expected);
            if (meant) {
                round.putHead(now, new ObjectRecord(object.info(), blob.at(move.next)));
            }
            return meant;
        }
        List<StoredPart> parts = found.parts();
        Optional<StoredPart> meant = parts.stream().filter(this::isMeant).findFirst();
        meant.ifPresent(part -> {
            PartList list = PartList.of(parts.stream()
                    .map(stored -> stored.equals(part) ? stored.at(move.next) : stored)
                    .toList());
            round.putWhole(now, new ObjectRecord(object.info(), list.place()), list.bytes());
        });
        return meant.isPresent();
    }

    private boolean isMeant(StoredPart part) {
        return part.blobId() == move.blobId && part.places().equals(move.expected);
    }

    @Override
    void write(RecordOutput out) {
        CommandFields.writeBucket(out, bucket);
        if (owner instanceof Owner.OfPart part) {
            out.write(OF_PART);
            CommandFields.writeUpload(out, part.upload);
            out.writeInt(part.number);
        } else {
            Owner.OfVersion version = (Owner.OfVersion) owner;
            out.write(OF_VERSION);
            out.writeText(version.name.key());
            out.writeLong(version.version);
        }
        out.writeLong(move.blobId);
        out.writePlaces(move.expected);
        out.writePlaces(move.next);
    }

    static PlaceCommit read(RecordInput in) {
        BucketInfo bucket = CommandFields.readBucket(in);
        Owner owner = readOwner(in, bucket);
        Move move = new Move(in.readLong(), in.readPlaces(), in.readPlaces());
        return new PlaceCommit(bucket, owner, move, Promise.promise());
    }

    private static Owner readOwner(RecordInput in, BucketInfo bucket) {
        byte kind = in.read();
        return switch (kind) {
            case OF_PART -> new Owner.OfPart(CommandFields.readUpload(in, bucket), in.readInt());
            case OF_VERSION -> new Owner.OfVersion(new ObjectName(bucket.name(), in.readText()), in.readLong());
            default -> throw new IllegalArgumentException("a blob has no owner " + kind);
        };
    }
}
