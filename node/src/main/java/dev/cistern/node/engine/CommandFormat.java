package dev.cistern.node.engine;

import dev.cistern.node.engine.record.RecordInput;
import dev.cistern.node.engine.record.RecordOutput;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/** Commits as they stand in the log of a cluster: {@code docs/formats/commands.md}. */
final class CommandFormat {
    private static final byte VERSION = 1;
    private static final int USUAL_BYTES = 512;

    private static final byte PUT = 1;
    private static final byte DELETE = 2;
    private static final byte RETAG = 3;
    private static final byte NOTE = 4;
    private static final byte LOCK = 5;
    private static final byte CREATE_UPLOAD = 6;
    private static final byte PART = 7;
    private static final byte COMPLETE_UPLOAD = 8;
    private static final byte CONFIGURE_BUCKET = 9;
    private static final byte ABORT_UPLOAD = 10;
    private static final byte CREATE_BUCKET = 11;
    private static final byte DESTROY_BUCKET = 12;
    private static final byte PLACE = 13;
    private static final byte SWEEP = 14;
    private static final byte DOCUMENT = 15;
    private static final byte PUT_BESIDE = 16;

    private CommandFormat() {}

    /**
     * What is decided before a commit is proposed.
     *
     * @param id of the wish: sent again under the same id, it is the same wish
     * @param base commands that were applied where it was proposed; far behind those applied when its turn comes, it is refused
     * @param time to the millisecond
     */
    record Header(UUID id, long base, Instant time) {}

    /** A commit that was read. */
    record Command(Header header, Commit<?> commit) {}

    static byte[] write(Header header, Commit<?> commit) {
        RecordOutput out = new RecordOutput(USUAL_BYTES);
        out.write(VERSION);
        out.write(type(commit));
        out.writeLong(header.id.getMostSignificantBits());
        out.writeLong(header.id.getLeastSignificantBits());
        out.writeLong(header.base);
        out.writeLong(header.time.toEpochMilli());
        commit.write(out);
        return out.toBytes();
    }

    /**
     * Reads a command.
     *
     * @throws IllegalArgumentException for one that this program does not know: a member must not go on without it
     */
    static Command read(byte[] bytes) {
        RecordInput in = new RecordInput(ByteBuffer.wrap(bytes));
        try {
            byte version = in.read();
            if (version != VERSION) {
                throw new IllegalArgumentException(
                        "a command of format " + version + "; this program knows " + VERSION);
            }
            byte type = in.read();
            UUID id = new UUID(in.readLong(), in.readLong());
            Header header = new Header(id, in.readLong(), Instant.ofEpochMilli(in.readLong()));
            Command command = new Command(header, read(type, in));
            if (in.hasMore()) {
                throw new IllegalArgumentException("a command of type " + type + " has more than it should");
            }
            return command;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a command ends too soon", e);
        }
    }

    private static byte type(Commit<?> commit) {
        if (commit instanceof PutCommit put) {
            return put.isBeside() ? PUT_BESIDE : PUT;
        } else if (commit instanceof DeleteCommit) {
            return DELETE;
        } else if (commit instanceof RetagCommit) {
            return RETAG;
        } else if (commit instanceof NoteCommit) {
            return NOTE;
        } else if (commit instanceof LockCommit) {
            return LOCK;
        } else if (commit instanceof CreateUploadCommit) {
            return CREATE_UPLOAD;
        } else if (commit instanceof PartCommit) {
            return PART;
        } else if (commit instanceof CompleteUploadCommit) {
            return COMPLETE_UPLOAD;
        } else if (commit instanceof ConfigureBucketCommit) {
            return CONFIGURE_BUCKET;
        } else if (commit instanceof AbortUploadCommit) {
            return ABORT_UPLOAD;
        } else if (commit instanceof CreateBucketCommit) {
            return CREATE_BUCKET;
        } else if (commit instanceof DestroyBucketCommit) {
            return DESTROY_BUCKET;
        } else if (commit instanceof PlaceCommit) {
            return PLACE;
        } else if (commit instanceof SweepCommit) {
            return SWEEP;
        } else if (commit instanceof DocumentCommit) {
            return DOCUMENT;
        }
        throw new IllegalArgumentException(commit + " is not for a cluster");
    }

    private static Commit<?> read(byte type, RecordInput in) {
        return switch (type) {
            case PUT -> PutCommit.read(in);
            case DELETE -> DeleteCommit.read(in);
            case RETAG -> RetagCommit.read(in);
            case NOTE -> NoteCommit.read(in);
            case LOCK -> LockCommit.read(in);
            case CREATE_UPLOAD -> CreateUploadCommit.read(in);
            case PART -> PartCommit.read(in);
            case COMPLETE_UPLOAD -> CompleteUploadCommit.read(in);
            case CONFIGURE_BUCKET -> ConfigureBucketCommit.read(in);
            case ABORT_UPLOAD -> AbortUploadCommit.read(in);
            case CREATE_BUCKET -> CreateBucketCommit.read(in);
            case DESTROY_BUCKET -> DestroyBucketCommit.read(in);
            case PLACE -> PlaceCommit.read(in);
            case SWEEP -> SweepCommit.read(in);
            case DOCUMENT -> DocumentCommit.read(in);
            case PUT_BESIDE -> PutCommit.readBeside(in);
            default -> throw new IllegalArgumentException("a command of type " + type + " is not known");
        };
    }
}
