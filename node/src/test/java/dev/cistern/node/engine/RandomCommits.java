package dev.cistern.node.engine;

import dev.cistern.node.engine.CommandFormat.Header;
import dev.cistern.node.engine.PlaceCommit.Move;
import dev.cistern.node.engine.PlaceCommit.Owner;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.Places;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.Multiparts.CompleteUpload;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.NamedPart;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.UploadChecksum;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectLock.Bypass;
import dev.cistern.node.store.ObjectLock.Hold;
import dev.cistern.node.store.ObjectLock.Mode;
import dev.cistern.node.store.ObjectLock.Retention;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.VersionId;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.zip.CRC32C;

/** Commits of every kind, out of a seed, on so few names that they meet. */
final class RandomCommits {
    static final Instant WHEN = Instant.ofEpochMilli(1_767_225_600_123L);
    private static final String MD5 = "25f9e794323b453885f5181f1b624d0b";
    private static final int KINDS = 16;

    private final Random chance;
    private final Optional<Known> known;
    private final Map<String, Long> lastBlobs = new HashMap<>();
    private long blob = 1000;

    /** What is there that a commit can name, at the moment. */
    interface Known {
        List<BucketInfo> buckets();

        List<UploadName> uploads(BucketInfo bucket);

        /** In order of the keys, the newest first. */
        List<ObjectInfo> versions(BucketInfo bucket);
    }

    /** Guesses what is there. */
    RandomCommits(long seed) {
        this(seed, Optional.empty());
    }

    private RandomCommits(long seed, Optional<Known> known) {
        this.chance = new Random(seed);
        this.known = known;
    }

    /** Names mostly what is there, and guesses now and then. */
    static RandomCommits knowing(long seed, Known known) {
        return new RandomCommits(seed, Optional.of(known));
    }

    /**
     * An entry of the log: of a command, or now and then of several that need not be alone.
     *
     * @param ids what gives a command its id, of which some come again
     * @param when in milliseconds after {@link #WHEN}
     */
    byte[] entry(Random ids, int when) {
        List<byte[]> together = new ArrayList<>();
        int count = ids.nextInt(4) == 0 ? 2 + ids.nextInt(4) : 1;
        boolean alone = false;
        while (together.size() < count && !alone) {
            Commit<?> commit = next();
            alone = commit.isAlone();
            if (!alone || together.isEmpty()) {
                Header header = new Header(new UUID(1, ids.nextInt(40_000)), 0, WHEN.plusMillis(when));
                together.add(CommandFormat.write(header, commit));
            }
        }
        return EntryFormat.write(together);
    }

    /** One of those that are there; mostly, and where there are any. */
    private <T> Optional<T> one(Function<Known, List<T>> of) {
        if (known.isEmpty() || chance.nextInt(8) == 0) {
            return Optional.empty();
        }
        List<T> there = of.apply(known.get());
        return there.isEmpty() ? Optional.empty() : Optional.of(there.get(chance.nextInt(there.size())));
    }

    private BucketInfo bucket() {
        return one(Known::buckets)
                .orElseGet(() -> new BucketInfo(
                        new BucketName("bucket-" + chance.nextInt(3)), 1 + chance.nextInt(4), WHEN, BucketTraits.NONE));
    }

    private ObjectName name(BucketInfo bucket) {
        return new ObjectName(bucket.name(), "key/" + chance.nextInt(5));
    }

    private ObjectVersion version(BucketInfo bucket) {
        Optional<ObjectInfo> there = one(now -> now.versions(bucket));
        if (there.isPresent()) {
            ObjectInfo info = there.get();
            return chance.nextInt(4) == 0
                    ? ObjectVersion.latest(info.name())
                    : new ObjectVersion(info.name(), Optional.of(info.versionId()));
        }
        return switch (chance.nextInt(3)) {
            case 0 -> ObjectVersion.latest(name(bucket));
            case 1 -> new ObjectVersion(name(bucket), Optional.of(VersionId.NULL));
            default -> new ObjectVersion(name(bucket), Optional.of(new VersionId(1 + chance.nextInt(200))));
        };
    }

    private UploadName upload(BucketInfo bucket) {
        return one(now -> now.uploads(bucket)).orElseGet(() -> new UploadName(name(bucket), 1 + chance.nextInt(60)));
    }

    private Conditions conditions() {
        return switch (chance.nextInt(6)) {
            case 0 -> new Conditions(Optional.empty(), Optional.of("*"), Optional.empty(), Optional.empty());
            case 1 ->
                new Conditions(Optional.of('"' + MD5 + '"'), Optional.empty(), Optional.empty(), Optional.of(WHEN));
            default -> Conditions.NONE;
        };
    }

    private Received body(boolean mayBeInline) {
        BodyDigests.Values digests = new BodyDigests.Values(
                MD5, chance.nextBoolean() ? Optional.of(new Checksum(Algorithm.CRC32C, "e3069283")) : Optional.empty());
        if (mayBeInline && chance.nextBoolean()) {
            byte[] bytes = new byte[chance.nextInt(64)];
            chance.nextBytes(bytes);
            CRC32C crc = new CRC32C();
            crc.update(bytes);
            return new Received(bytes.length, digests, new Place.Inline((int) crc.getValue()), bytes, Optional.empty());
        }
        Places places = chance.nextBoolean() ? Places.FOUNDER : Places.on(List.of(chance.nextInt(3), 7));
        return new Received(6 << 20, digests, new Place.Blob(blob++, places), new byte[0], Optional.empty());
    }

    private Map<String, String> map() {
        return chance.nextBoolean() ? Map.of() : Map.of("b", "ü" + chance.nextInt(9), "a", "");
    }

    private ObjectLock lock() {
        return chance.nextInt(5) > 0
                ? ObjectLock.NONE
                : new ObjectLock(Optional.of(new Retention(Mode.GOVERNANCE, WHEN.plusSeconds(5))), Hold.ON);
    }

    /** One of every kind in turn would hide what depends on the order. */
    Commit<?> next() {
        return of(chance.nextInt(KINDS));
    }

    /** Of a kind by its number. */
    Commit<?> of(int kind) {
        BucketInfo bucket = bucket();
        return switch (kind % KINDS) {
            case 0, 1, 2 -> put(bucket);
            case 3 ->
                new DeleteCommit(
                        new DeleteCommand(
                                version(bucket), conditions(), chance.nextBoolean() ? Bypass.NONE : Bypass.GOVERNANCE),
                        bucket,
                        Promise.promise());
            case 4 -> new RetagCommit(version(bucket), bucket, map(), Promise.promise());
            case 5 ->
                new NoteCommit(
                        version(bucket),
                        bucket,
                        new NoteCommit.Note(":owner", Optional.of("ANN").filter(set -> chance.nextBoolean())),
                        Promise.promise());
            case 6 -> new LockCommit(version(bucket), bucket, change(), Promise.promise());
            case 7 -> createUpload(bucket);
            case 8 -> part(bucket);
            case 9 -> complete(bucket);
            case 10 -> configure(bucket);
            case 11 -> new AbortUploadCommit(upload(bucket), bucket, Promise.promise());
            case 12 -> new CreateBucketCommit(bucket.name(), traits(), Promise.promise());
            case 13 ->
                chance.nextInt(8) > 0
                        ? new CreateBucketCommit(bucket.name(), BucketTraits.NONE, Promise.promise())
                        : new DestroyBucketCommit(bucket.name(), Contents.DESTROY, Promise.promise());
            case 14 -> place(bucket);
            default -> new SweepCommit(bucket.id(), Promise.promise());
        };
    }

    private Commit<?> put(BucketInfo bucket) {
        PutCommand command = new PutCommand(
                name(bucket),
                OptionalLong.empty(),
                BodyChecks.NONE,
                conditions(),
                map(),
                map(),
                map(),
                lock(),
                Optional.empty());
        lastBlobs.put(command.name().toString(), blob);
        return new PutCommit(command, bucket, body(true), id -> {}, Promise.promise());
    }

    private Commit<?> part(BucketInfo bucket) {
        UploadName upload = upload(bucket);
        int number = 1 + chance.nextInt(3);
        PutPart command = new PutPart(upload, number, OptionalLong.empty(), BodyChecks.NONE, Optional.empty());
        lastBlobs.put(upload.id() + "#" + number, blob);
        return new PartCommit(command, bucket, body(false), id -> {}, Promise.promise());
    }

    private ObjectLock.Change change() {
        return chance.nextBoolean()
                ? new ObjectLock.Change.SetHold(chance.nextBoolean() ? Hold.ON : Hold.OFF)
                : new ObjectLock.Change.Retain(lock().retention(), Bypass.GOVERNANCE);
    }

    private Commit<?> createUpload(BucketInfo bucket) {
        Optional<UploadChecksum> checksum =
                chance.nextBoolean() ? Optional.empty() : Optional.of(new UploadChecksum(Algorithm.CRC32C, true));
        CreateUpload command = new CreateUpload(name(bucket), map(), map(), map(), checksum, lock());
        return new CreateUploadCommit(command, bucket, Optional.empty(), Promise.promise());
    }

    private Commit<?> complete(BucketInfo bucket) {
        UploadName upload = upload(bucket);
        Optional<Checksum> checksum = Optional.of(new Checksum(Algorithm.SHA512, "ab".repeat(64)));
        NamedPart part = new NamedPart(1 + chance.nextInt(2), MD5, known.isPresent() ? Optional.empty() : checksum);
        CompleteUpload command =
                new CompleteUpload(upload, List.of(part), conditions(), Optional.empty(), OptionalLong.empty());
        return new CompleteUploadCommit(command, bucket, Promise.promise());
    }

    private Commit<?> configure(BucketInfo bucket) {
        Optional<String> text = Optional.of(chance.nextInt(3) > 0 ? "Enabled" : "Suspended");
        return new ConfigureBucketCommit(bucket.name(), BucketDocument.VERSIONING, text, Promise.promise());
    }

    private static BucketTraits traits() {
        return new BucketTraits(Optional.empty(), Optional.of("ANN"), Map.of(BucketDocument.VERSIONING, "Enabled"));
    }

    private Commit<?> place(BucketInfo bucket) {
        Owner owner = chance.nextBoolean() ? placedVersion(bucket) : placedPart(bucket);
        String named = owner instanceof Owner.OfPart part
                ? part.upload().id() + "#" + part.number()
                : ((Owner.OfVersion) owner).name().toString();
        Long last = known.isPresent() ? lastBlobs.get(named) : null;
        long id = last == null ? 1000L + chance.nextInt((int) (blob - 999)) : last;
        return new PlaceCommit(bucket, owner, new Move(id, Places.FOUNDER, Places.on(9)), Promise.promise());
    }

    private Owner placedVersion(BucketInfo bucket) {
        return one(now -> now.versions(bucket))
                .<Owner>map(info -> new Owner.OfVersion(info.name(), info.version()))
                .orElseGet(() -> new Owner.OfVersion(name(bucket), 1 + chance.nextInt(200)));
    }

    private Owner placedPart(BucketInfo bucket) {
        return new Owner.OfPart(upload(bucket), 1 + chance.nextInt(3));
    }
}
