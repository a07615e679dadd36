package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.VersionId;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** Fields that several commands have, as {@code docs/formats/commands.md} writes them. */
final class CommandFields {
    private CommandFields() {}

    /** Which bucket is meant; what it is like is looked up when the command is applied. */
    static void writeBucket(RecordOutput out, BucketInfo bucket) {
        out.writeText(bucket.name().value());
        out.writeLong(bucket.id());
    }

    static BucketInfo readBucket(RecordInput in) {
        return new BucketInfo(new BucketName(in.readText()), in.readLong(), Instant.EPOCH, BucketTraits.NONE);
    }

    static void writeVersion(RecordOutput out, ObjectVersion version) {
        out.writeText(version.name().key());
        out.writeOptionalLong(version.id().stream().mapToLong(VersionId::number).findFirst());
    }

    static ObjectVersion readVersion(RecordInput in, BucketInfo bucket) {
        ObjectName name = new ObjectName(bucket.name(), in.readText());
        OptionalLong id = in.readOptionalLong();
        return new ObjectVersion(name, id.isPresent() ? Optional.of(new VersionId(id.getAsLong())) : Optional.empty());
    }

    static void writeUpload(RecordOutput out, UploadName upload) {
        out.writeText(upload.object().key());
        out.writeLong(upload.id());
    }

    static UploadName readUpload(RecordInput in, BucketInfo bucket) {
        return new UploadName(new ObjectName(bucket.name(), in.readText()), in.readLong());
    }

    /** Without the guard, which is asked before the command is proposed. */
    static void writeConditions(RecordOutput out, Conditions conditions) {
        out.writeOptional(conditions.ifMatch());
        out.writeOptional(conditions.ifNoneMatch());
        out.writeOptionalLong(millis(conditions.ifModifiedSince()));
        out.writeOptionalLong(millis(conditions.ifUnmodifiedSince()));
    }

    static Conditions readConditions(RecordInput in) {
        return new Conditions(
                in.readOptional(), in.readOptional(), instant(in.readOptionalLong()), instant(in.readOptionalLong()));
    }

    static OptionalLong millis(Optional<Instant> instant) {
        return instant.stream().mapToLong(Instant::toEpochMilli).findFirst();
    }

    static Optional<Instant> instant(OptionalLong millis) {
        return millis.isPresent() ? Optional.of(Instant.ofEpochMilli(millis.getAsLong())) : Optional.empty();
    }

    /** Also of an algorithm that no record keeps. */
    static void writeChecksum(RecordOutput out, Optional<Checksum> checksum) {
        out.writeOptional(checksum.map(value -> value.algorithm().name() + ' ' + value.hex()));
    }

    static Optional<Checksum> readChecksum(RecordInput in) {
        return in.readOptional().map(text -> {
            int space = text.indexOf(' ');
            if (space < 0) {
                throw new IllegalArgumentException("'" + text + "' is no checksum");
            }
            return new Checksum(Checksum.Algorithm.valueOf(text.substring(0, space)), text.substring(space + 1));
        });
    }
}
