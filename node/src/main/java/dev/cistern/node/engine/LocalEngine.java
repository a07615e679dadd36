package dev.cistern.node.engine;

import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.blob.Blobs;
import dev.cistern.node.engine.care.DiskCare;
import dev.cistern.node.engine.care.StoreCare;
import dev.cistern.node.engine.care.Stored;
import dev.cistern.node.engine.record.Records;
import dev.cistern.node.engine.record.RecordsFloor;
import dev.cistern.node.engine.seal.MasterKeys;
import dev.cistern.node.engine.seal.Seals;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.Draft;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionPage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.streams.ReadStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one data folder. What it acknowledged is there after a crash of the process, and with
 * {@link dev.cistern.conf.Durability#SYNC} after a loss of power.
 */
public final class LocalEngine implements ObjectStore {
    private static final Logger LOG = LoggerFactory.getLogger(LocalEngine.class);
    private static final long LOOK_MILLIS = 250;

    private final VertxInternal vertx;
    private final OpenStore opened;
    private final Records records;
    private final WriteGate gate = new WriteGate();
    private final SecureRandom random = new SecureRandom();
    private final Tally tally = new Tally();
    private final Buckets buckets;
    private final DiskSpace space;
    private final Workers readers;
    private final Workers writers;
    private final Housekeeping housekeeping;
    private final Changes changes;
    private final SharedRecords shared;
    private final Uploads uploads;
    private final HotObjects hot;
    private final Reads reads;
    private final Puts puts;
    private final SharedBlobs blobs;
    private final Answers answers;
    private final MasterKeys masterKeys;
    private final Seals seals;
    private final StoreCare care;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Promise<Void> closed = Promise.promise();
    private volatile StoreSettings settings;

    private LocalEngine(Vertx vertx, StoreSettings settings, Outside outside, OpenStore opened) throws IOException {
        this.vertx = (VertxInternal) vertx;
        this.settings = settings;
        this.opened = opened;
        DataFolder folder = opened.folder();
        this.records = opened.records();
        this.space = new DiskSpace(outside.disk().of(folder.blobs()), records::unflushedBytes, settings.space());
        BlobIds ids = new SharedFile(folder.shared()).blobIds(records);
        StoredBlobs.Rules rules = new StoredBlobs.Rules(() -> this.settings, space, gate);
        Blobs files = opened.blobs().blobs(folder, ids.first(), rules, outside);
        Disks disks = opened.blobs().disks();
        CopiesSwitch copies = new CopiesSwitch();
        this.hot = new HotObjects(settings.caches());
        records.watch(hot);
        this.readers = new Workers("reader", settings.threads());
        this.writers = new Workers("writer", settings.threads());
        this.housekeeping = new Housekeeping(records, new RecordsFloor(folder.recordsFloor()), files, tally);
        this.changes = new Changes(
                vertx,
                new Changes.Parts(
                        records,
                        files,
                        ids,
                        new SharedFile(folder.shared()),
                        housekeeping,
                        gate,
                        space,
                        tally,
                        outside,
                        () -> this.settings.durability(),
                        folder::probe));
        this.buckets = changes.buckets();
        this.shared = changes.shared();
        BodyFile.Where where = new BodyFile.Where(files, ids, gate, copies, vertx);
        this.masterKeys = opened.masterKeys(settings, shared::cluster, random, outside.clock());
        this.seals = new Seals(masterKeys, random);
        this.reads =
                new Reads(vertx, new Reads.Stored(records, files, seals, copies, hot), readers, housekeeping, tally);
        this.uploads = new Uploads(
                new Uploads.Parts(() -> this.settings, buckets, where, disks, writers, housekeeping, changes.commits()),
                reads);
        this.answers = new Answers(this.vertx, gate, space, changes.commits());
        this.puts = new Puts(answers, buckets, uploads, new Puts.Sealing(reads, seals));
        this.blobs = new SharedBlobs(
                copies,
                new LocalBlobs.Parts(where, records, disks, readers, writers, housekeeping, uploads::forced),
                new PlacedBlobs(records, buckets, reads, answers, shared::catchUp));
        Stored stored = new Stored(folder.root(), records, files, ids.first(), new Neighbourhood(copies));
        this.care = new StoreCare(vertx, care(stored, outside.clock()));
    }

    private StoreCare.Parts care(Stored stored, InstantSource clock) {
        DiskCare disks = opened.blobs()
                .care(stored, () -> settings, () -> shared.cluster().isEmpty());
        return new StoreCare.Parts(
                stored, disks, space::figures, () -> settings.scrub(), housekeeping::discardBlobs, clock);
    }

    /**
     * Opens the store in the settings' data folder, making it where there is none. Fails with
     * {@link Code#INVALID_ARGUMENT} where the folder cannot be used, saying why.
     */
    public static Future<LocalEngine> open(Vertx vertx, StoreSettings settings) {
        return open(vertx, settings, Outside.REAL);
    }

    static Future<LocalEngine> open(Vertx vertx, StoreSettings settings, Outside outside) {
        return vertx.<LocalEngine>executeBlocking(
                () -> openIn(DataFolder.open(settings.dataDir()), vertx, settings, outside), false);
    }

    /** Opens the store in a folder that is locked already, and takes charge of it: closes it also on failure. */
    public static Future<LocalEngine> open(Vertx vertx, StoreSettings settings, DataFolder folder) {
        return vertx.<LocalEngine>executeBlocking(() -> openIn(folder, vertx, settings, Outside.REAL), false);
    }

    private static LocalEngine openIn(DataFolder folder, Vertx vertx, StoreSettings settings, Outside outside)
            throws IOException, InterruptedException {
        OpenStore opened = OpenStore.open(folder, settings, outside);
        try {
            LocalEngine engine = new LocalEngine(vertx, settings, outside, opened);
            engine.start();
            return engine;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void start() {
        changes.start();
        opened.blobs().start();
        housekeeping.noteStored();
        housekeeping.every(LOOK_MILLIS, () -> {
            space.lookAgain();
            uploads.budget().wake();
        });
    }

    /** Takes new settings; those that need a restart are left as they are. Completes when other disks are in use. */
    public Future<Void> apply(StoreSettings changed) {
        settings = changed;
        space.apply(changed.space());
        hot.apply(changed.caches());
        uploads.budget().limit(changed.bufferBytes());
        return disks().apply();
    }

    /** What speaks against other disks than there are, in words. */
    public Future<List<String>> problems(StoreSettings before, StoreSettings wanted) {
        return disks().problems(before.disks(), wanted.disks());
    }

    /** Refuses new work with {@link Code#CLOSED}, finishes what is complete, and frees the folder. */
    public Future<Void> close() {
        gate.close();
        uploads.cancelAll();
        if (closing.compareAndSet(false, true)) {
            new Thread(this::closeNow, "cistern-close").start();
        }
        Promise<Void> answered = vertx.getOrCreateContext().promise();
        closed.future().onComplete(answered);
        return answered.future();
    }

    private void closeNow() {
        try {
            care.stop();
            boolean written = writers.stop();
            opened.blobs().endWrites();
            shared.close();
            if (!readers.stop() || !written) {
                LOG.warn("readers or writers did not end in time");
            }
            housekeeping.stop();
            hot.close();
            opened.close();
            closed.complete();
        } catch (IOException | InterruptedException e) {
            closed.fail(new StoreException(Code.INTERNAL, "closing the store failed: " + e, e));
        }
    }

    /** Completes when every search in the background that was asked for until now has ended. */
    Future<Void> searched() {
        Promise<Void> promise = vertx.getOrCreateContext().promise();
        housekeeping.afterSearches(promise::complete);
        return promise.future();
    }

    /** Completes when everything that waited in the background is done and the free space of the disk is known anew. */
    Future<Void> looked() {
        Promise<Void> promise = vertx.getOrCreateContext().promise();
        housekeeping.run(() -> {
            space.look();
            promise.complete();
        });
        return promise.future();
    }

    Disks disks() {
        return opened.blobs().disks();
    }

    /** Blobs as they are shared with other nodes. */
    public SharedBlobs blobs() {
        return blobs;
    }

    /** Uploads of parts. */
    public MultipartStore multipart() {
        MultipartStore own =
                new MultipartEngine(answers, buckets, records.uploads(), uploads, new NewKeys(reads, seals));
        return new LinearParts(vertx, shared, own);
    }

    /** The same objects; in a cluster, each request sees whatever was acknowledged anywhere before it came. */
    public ObjectStore linear() {
        return new LinearObjects(vertx, shared, this, buckets::has);
    }

    /** The records where they are those of a cluster. */
    public SharedRecords shared() {
        return shared;
    }

    /** What looks after the store; whoever opened the engine opens this, once it is known who the others are. */
    public StoreCare care() {
        return care;
    }

    /** The node's keys. */
    public MasterKeys masterKeys() {
        return masterKeys;
    }

    /** Makes another key of the node, and gives its id: what is encrypted from now on is with that. */
    public Future<String> addMasterKey() {
        return answers.answering(context -> reads.onReader(masterKeys::add));
    }

    public EngineFigures figures() {
        return tally.figures(
                new Tally.Queues(shared.commits().waiting(), readers.waiting(), writers.waiting()),
                uploads,
                space.freeBytes(),
                new Tally.Of(
                        new EngineFigures.Syncs(records.syncs(), opened.blobs().syncs()),
                        opened.blobs().figures(),
                        hot.figures(),
                        reads.memory().figures(),
                        gate.isOpen()));
    }

    @Override
    public Future<BucketInfo> createBucket(BucketName bucket, BucketTraits traits) {
        return answers.answering(
                context -> answers.committed(context, promise -> new CreateBucketCommit(bucket, traits, promise)));
    }

    @Override
    public Future<BucketInfo> configure(BucketName bucket, BucketDocument document, Optional<String> text) {
        return answers.answering(context ->
                answers.committed(context, promise -> new ConfigureBucketCommit(bucket, document, text, promise)));
    }

    @Override
    public Future<List<BucketInfo>> listBuckets() {
        return answers.answering(context -> context.succeededFuture(buckets.inOrder()));
    }

    @Override
    public Future<BucketInfo> headBucket(BucketName bucket) {
        return answers.answering(context -> context.succeededFuture(buckets.require(bucket)));
    }

    @Override
    public Future<Void> destroyBucket(BucketName bucket, Contents contents) {
        return answers.answering(context -> answers.committed(
                        context, (Promise<BucketInfo> promise) -> new DestroyBucketCommit(bucket, contents, promise))
                .mapEmpty());
    }

    @Override
    public Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body) {
        return puts.put(command, body, Optional.empty());
    }

    @Override
    public Future<ObjectInfo> put(PutCommand command, ReadStream<Buffer> body, Consumer<Draft> watcher) {
        return puts.put(command, body, Optional.of(watcher));
    }

    @Override
    public Future<ObjectInfo> head(ObjectVersion object, Conditions conditions) {
        return answers.answering(
                context -> reads.head(object, buckets.require(object.name().bucket()), conditions));
    }

    @Override
    public Future<OpenObject> get(GetCommand command) {
        return answers.answering(
                context -> reads.get(command, buckets.require(command.name().bucket())));
    }

    @Override
    public Future<ObjectInfo> delete(DeleteCommand command) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(command.object().name().bucket());
            return answers.committed(context, promise -> new DeleteCommit(command, bucket, promise));
        });
    }

    @Override
    public Future<ObjectInfo> retag(ObjectVersion object, Map<String, String> tags) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(object.name().bucket());
            return answers.committed(context, promise -> new RetagCommit(object, bucket, tags, promise));
        });
    }

    @Override
    public Future<ObjectInfo> note(ObjectVersion object, String name, Optional<String> text) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(object.name().bucket());
            NoteCommit.Note note = new NoteCommit.Note(name, text);
            return answers.committed(context, promise -> new NoteCommit(object, bucket, note, promise));
        });
    }

    @Override
    public Future<ObjectInfo> lock(ObjectVersion object, ObjectLock.Change change) {
        return answers.answering(context -> {
            BucketInfo bucket = buckets.require(object.name().bucket());
            return answers.committed(context, promise -> new LockCommit(object, bucket, change, promise));
        });
    }

    @Override
    public Future<ListPage> list(ListCommand command) {
        return answers.answering(context -> {
            PageSize.require(command.maxKeys(), 1, ListCommand.MAX_KEYS);
            long bucketId = buckets.require(command.bucket()).id();
            return reads.onReader(() -> records.list(command, bucketId));
        });
    }

    @Override
    public Future<VersionPage> listVersions(ListVersions command) {
        return answers.answering(context -> {
            PageSize.require(command.atMost(), 0, ListVersions.MOST);
            long bucketId = buckets.require(command.bucket()).id();
            return reads.onReader(() -> records.versions().list(command, bucketId));
        });
    }
}
