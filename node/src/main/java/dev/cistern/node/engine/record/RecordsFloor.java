package dev.cistern.node.engine.record;

import dev.cistern.conf.live.DurableFile;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change of the records that is known to be on the disk, and how many column families they have, noted beside them. RocksDB cuts
 * its log, and its manifest, at the first damage, and takes what is left for all there was; this tells the end of an interrupted write
 * from the loss of what had been stored. Used by one thread at a time; blocks on the disk.
 */
public final class RecordsFloor {
    private static final Logger LOG = LoggerFactory.getLogger(RecordsFloor.class);
    private static final Pattern TEXT = Pattern.compile(
            "(cistern records (?:1 (?<before>[0-9]{1,18})|2 (?<changes>[0-9]{1,18}) (?<families>[0-9]{1,3}))) (?<crc>[0-9a-f]{8})\n");

    private static final Floor NONE = new Floor(0, 0);

    private final Path path;
    private final DurableFile file;
    private @Nullable Floor noted;

    /**
     * What is not to be missing.
     *
     * @param changes the number of the last that was certainly on the disk; 0 in a cluster, whose log has them
     * @param families of columns: only more with each version of the node; 0 where nobody noted it
     */
    private record Floor(long changes, int families) {}

    /** @param file where it is noted; need not be there */
    public RecordsFloor(Path file) {
        this.path = file;
        this.file = new DurableFile(file);
    }

    /**
     * Opens records and holds them against it, before anything is written or removed: what seems to be garbage may belong to what
     * is missing.
     *
     * @param shared whether they are those of a cluster, whose log tells which changes are missing
     * @throws StoreException with the records as they were: {@link Code#CORRUPT}, saying what is missing and what can be done,
     *     where there are fewer; or why they cannot be opened
     */
    public Records open(Path folder, long cacheBytes, boolean shared) {
        Floor known = read();
        if (shared) {
            checkFamilies(folder, known.families);
            return Records.open(folder, cacheBytes, true);
        }
        KeptRecords kept = KeptRecords.of(folder);
        try {
            checkFamilies(folder, known.families);
            Records records = Records.open(folder, cacheBytes, false);
            try {
                checkChanges(folder, records.reading(RocksDB::getLatestSequenceNumber), known.changes);
                kept.forget();
                return records;
            } catch (StoreException e) {
                records.close();
                throw e;
            }
        } catch (StoreException e) {
            throw kept.putBack() ? new StoreException(e.code(), e.getMessage() + ". That folder is as it was", e) : e;
        }
    }

    private void checkChanges(Path folder, long found, long known) {
        if (found < known) {
            throw lost(folder, "end at change " + found + ", but " + known + " had been stored");
        }
    }

    /** A manifest that ends early has forgotten some, and to open it is to make these anew, empty. */
    private void checkFamilies(Path folder, int known) {
        int found = known == 0 ? 0 : familiesOf(folder);
        if (found < known) {
            throw lost(folder, "have " + found + " column families, but " + known + " had been stored");
        }
    }

    private StoreException lost(Path folder, String what) {
        return new StoreException(
                Code.CORRUPT,
                "the records in " + folder + " " + what
                        + ": a file of theirs is damaged, missing, or older than the others."
                        + " Put that folder back from a copy; or, to go on with what is left and lose the rest, remove "
                        + path);
    }

    /** As the manifest says; more than any where it cannot be read, since opening the records says why. */
    private static int familiesOf(Path folder) {
        try (Options options = new Options()) {
            int listed = RocksDB.listColumnFamilies(options, folder.toString()).size();
            return listed == 0 ? Integer.MAX_VALUE : listed;
        } catch (RocksDBException e) {
            return Integer.MAX_VALUE;
        }
    }

    /** Notes what is stored now. */
    public void raise(Records records) {
        long changes = records.isShared() ? 0 : records.reading(RecordsFloor::sync);
        Floor now = new Floor(changes, Family.values().length);
        if (!now.equals(noted)) {
            note(now);
        }
    }

    /** How many changes are certainly on the disk. */
    private static long sync(RocksDB database) throws RocksDBException {
        long before = database.getLatestSequenceNumber();
        database.syncWal();
        return before;
    }

    private void note(Floor floor) {
        try {
            file.replace(text(floor));
            noted = floor;
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", path, e.toString());
        }
    }

    private Floor read() {
        try {
            if (!Files.exists(path)) {
                return NONE;
            }
            Matcher matcher = TEXT.matcher(file.read());
            if (matcher.matches() && matcher.group("crc").equals(checksum(matcher.group(1)))) {
                return matcher.group("before") == null
                        ? new Floor(
                                Long.parseLong(matcher.group("changes")), Integer.parseInt(matcher.group("families")))
                        : new Floor(Long.parseLong(matcher.group("before")), 0);
            }
            LOG.warn("{} is damaged; the records are taken as they are, and it is written anew", path);
        } catch (IOException e) {
            LOG.warn("{} cannot be read; the records are taken as they are: {}", path, e.toString());
        }
        return NONE;
    }

    private static String text(Floor floor) {
        String head = "cistern records 2 " + floor.changes + " " + floor.families;
        return head + " " + checksum(head) + "\n";
    }

    private static String checksum(String head) {
        CRC32C crc = new CRC32C();
        crc.update(head.getBytes(StandardCharsets.US_ASCII));
        return String.format("%08x", crc.getValue());
    }
}
