package dev.cistern.node.engine.blob;

import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of the disks that blobs lie on: its folder of files, and whether it can be used. The first is that of the data folder; whether
 * that one can be used is not told here. Another that fails is taken out at once: nothing is written to it until {@link #isBack}, and
 * it is read only as long as its folder is still there. Used by any thread; what touches files blocks.
 */
public final class BlobDisk {
    /** Of the numbers that disks have. */
    public static final int GREATEST = Byte.MAX_VALUE;

    private static final Logger LOG = LoggerFactory.getLogger(BlobDisk.class);
    private static final int MOST_OWED = 100_000;

    private final String name;
    private final int number;
    private final BlobFiles files;
    private final Presence presence;
    private final AtomicLong failures = new AtomicLong();
    private final List<Long> owed = new ArrayList<>(); // Guarded by itself: blobs to be deleted when it is back.
    private volatile @Nullable String trouble;
    private volatile boolean presentWhileOut;
    private volatile boolean suspect;

    /** Whether the folder is there, and is that of this disk. */
    public interface Presence {
        void check() throws IOException;
    }

    /**
     * Another than the first.
     *
     * @param name its folder, as an operator knows it
     * @param number 1 to {@link #GREATEST}
     */
    public BlobDisk(String name, int number, BlobFiles files, Presence presence) {
        this.name = name;
        this.number = number;
        this.files = files;
        this.presence = presence;
        files.onReadFailure(this::suspect);
    }

    /** That of the data folder. */
    static BlobDisk first(BlobFiles files, Presence presence) {
        return new BlobDisk("of the data folder", 0, files, presence);
    }

    public String name() {
        return name;
    }

    public boolean isFirst() {
        return number == 0;
    }

    /** Tells it from others of this run. */
    public int number() {
        return number;
    }

    /** What lies on it; whoever uses it tells {@link #failing} of what fails. */
    BlobFiles files() {
        return files;
    }

    /** Whether what lies on it can be read, as far as is known: it may be out for writes alone, as one that turned read-only. */
    public boolean isReadable() {
        return trouble == null || presentWhileOut;
    }

    /** Whether it is used. */
    public boolean isIn() {
        return trouble == null;
    }

    /** Why it is not used; empty where it is. */
    public Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    /** Something could not be read from it, and it is to be tried. */
    public void suspect() {
        suspect = true;
    }

    /** Whether something could not be read from it since this was asked last. */
    public boolean takeSuspicion() {
        boolean was = suspect;
        suspect = false;
        return was;
    }

    /** Nothing is written to it from now on, nor read from it where it is not there. */
    public void takeOut(String why) {
        boolean wasIn = trouble == null;
        presentWhileOut = isPresent();
        trouble = why;
        failures.incrementAndGet();
        if (wasIn) {
            LOG.error("the disk {} is taken out; what is on other disks goes on: {}", name, why);
        }
    }

    /** Uses it no more, if nothing lies on it; false where something does, or that cannot be told. */
    public boolean retire() throws IOException {
        if (!isIn() || !files.idsAfter(0, 1).isEmpty()) {
            return false;
        }
        trouble = "it is not used any more";
        failures.incrementAndGet();
        // From here on, no blob that is begun there becomes whole.
        if (files.idsAfter(0, 1).isEmpty()) {
            return true;
        }
        trouble = null;
        return false;
    }

    /** It works again, and is the disk that it was. What was to be deleted from it meanwhile is. */
    public void isBack() throws IOException {
        files.forgetFolders();
        trouble = null;
        List<Long> due;
        synchronized (owed) {
            due = List.copyOf(owed);
            owed.clear();
        }
        for (long id : due) {
            delete(id);
        }
    }

    /** Takes it out where it is not there any more; of one that is out, looks whether it can be read. Not asked of the first. */
    public void confirm() {
        if (!isIn()) {
            presentWhileOut = isPresent();
            return;
        }
        try {
            presence.check();
        } catch (IOException e) {
            takeOut(String.valueOf(e.getMessage()));
        }
    }

    private boolean isPresent() {
        return absence().isEmpty();
    }

    /** Why its folder cannot be seen now; empty where it can. */
    Optional<String> absence() {
        try {
            presence.check();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(DiskFailure.words(e));
        }
    }

    /** What a failed use of its files comes to; a disk that failed is taken out, one that is full is not. */
    IOException failing(IOException e) {
        if (isFirst() || e instanceof OtherDiskException) {
            return e;
        }
        if (DiskFailure.of("", e).code() == Code.DISK_FAILED) {
            takeOut(e.toString());
        }
        return new OtherDiskException(name, e);
    }

    /** Tells one life of the disk from the next: each failure ends one. */
    long failures() {
        return failures.get();
    }

    /** @throws OtherDiskException where it is out, or has been since it had failed so often */
    void requireSince(long failuresThen) throws OtherDiskException {
        String why = trouble;
        if (why != null || failures.get() != failuresThen) {
            throw new OtherDiskException(name, "failed meanwhile" + (why == null ? "" : ": " + why));
        }
    }

    BlobWriter create(long id) throws IOException {
        requireSince(failures());
        try {
            BlobWriter writer = files.create(id);
            return isFirst() ? writer : new DiskWriter(this, writer);
        } catch (IOException e) {
            throw failing(e);
        }
    }

    BlobWriter createCopy(long id, String tag) throws IOException {
        requireSince(failures());
        try {
            BlobWriter writer = files.createCopy(id, tag);
            return isFirst() ? writer : new DiskWriter(this, writer);
        } catch (IOException e) {
            throw failing(e);
        }
    }

    void adopt(long id, String tag, boolean forced) throws IOException {
        requireSince(failures());
        try {
            files.adopt(id, tag, forced);
        } catch (IOException e) {
            throw failing(e);
        }
    }

    /** As {@link BlobFiles#deleteOrphans}; none while it is out. */
    public int deleteOrphans(LongPredicate named, BooleanSupplier stopped) throws IOException {
        return isIn() ? files.deleteOrphans(named, stopped) : 0;
    }

    /** Deletes a blob, where there is one; while the disk is out, when it is back. */
    void delete(long id) throws IOException {
        if (!isIn()) {
            owe(id);
            return;
        }
        try {
            files.delete(id);
        } catch (IOException e) {
            IOException failure = failing(e);
            if (isFirst()) {
                throw failure;
            }
            owe(id);
        }
    }

    private void owe(long id) {
        synchronized (owed) {
            // Of more, a search for orphans at the next start knows.
            if (owed.size() < MOST_OWED) {
                owed.add(id);
            }
        }
    }

    /** Whether a blob lies here; false of a disk that cannot be read. */
    boolean has(long id) {
        return isReadable() && files.has(id);
    }

    /** The blobs here, in unsigned order, the first after {@code after}; none while it cannot be read. */
    public List<Long> idsAfter(long after, int atMost) throws IOException {
        return isReadable() ? files.idsAfter(after, atMost) : List.of();
    }

    /** Bytes that a blob takes here; empty where it does not lie here. */
    public OptionalLong storedBytes(long id) throws IOException {
        return isReadable() ? files.storedBytes(id) : OptionalLong.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}
