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
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A change of the records that is known to be on the disk, noted beside them. RocksDB cuts its log at the first damage, and
 * takes what is left for all there was; this tells the end of an interrupted write from the loss of what had been stored.
 * Used by one thread at a time; blocks on the disk.
 */
public final class RecordsFloor {
    private static final Logger LOG = LoggerFactory.getLogger(RecordsFloor.class);
    private static final Pattern TEXT = Pattern.compile("(cistern records 1 ([0-9]{1,18})) ([0-9a-f]{8})\n");

    private static final long NONE = -1;

    private final Path path;
    private final DurableFile file;
    private long noted = NONE;

    /** @param file where it is noted; need not be there */
    public RecordsFloor(Path file) {
        this.path = file;
        this.file = new DurableFile(file);
    }

    /**
     * Opens records and holds them against it, before anything is written or removed: what seems to be garbage may belong to what
     * is missing.
     *
     * @param shared whether they are those of a cluster, whose log tells what is missing: there is no floor then
     * @throws StoreException with the records as they were: {@link Code#CORRUPT}, saying what is missing and what can be done,
     *     where there are fewer; or why they cannot be opened
     */
    public Records open(Path folder, long cacheBytes, boolean shared) {
        if (shared) {
            forget();
            return Records.open(folder, cacheBytes, true);
        }
        KeptRecords kept = KeptRecords.of(folder);
        try {
            Records records = Records.open(folder, cacheBytes, false);
            try {
                check(folder, records.reading(RocksDB::getLatestSequenceNumber));
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

    private void check(Path folder, long found) {
        long known = read();
        if (found < known) {
            throw new StoreException(
                    Code.CORRUPT,
                    "the records in " + folder + " end at change " + found + ", but " + known
                            + " had been stored: a file of theirs is damaged, missing, or older than the others. Put that"
                            + " folder back from a copy; or, to go on with what is left and lose the rest,"
                            + " remove " + path);
        }
        noted = known;
    }

    /** Notes what is stored now. */
    public void raise(Records records) {
        long synced = records.isShared() ? NONE : records.reading(RecordsFloor::sync);
        if (synced == NONE) {
            forget();
        } else if (synced != noted) {
            note(synced);
        }
    }

    /** How many changes are certainly on the disk. */
    private static long sync(RocksDB database) throws RocksDBException {
        long before = database.getLatestSequenceNumber();
        database.syncWal();
        return before;
    }

    private void note(long synced) {
        try {
            file.replace(text(synced));
            noted = synced;
        } catch (IOException e) {
            LOG.warn("{} could not be written: {}", path, e.toString());
        }
    }

    private void forget() {
        try {
            if (Files.deleteIfExists(path)) {
                noted = NONE;
            }
        } catch (IOException e) {
            LOG.warn("{} could not be removed: {}", path, e.toString());
        }
    }

    private long read() {
        try {
            if (!Files.exists(path)) {
                return 0;
            }
            Matcher matcher = TEXT.matcher(file.read());
            if (matcher.matches() && matcher.group(3).equals(checksum(matcher.group(1)))) {
                return Long.parseLong(matcher.group(2));
            }
            LOG.warn("{} is damaged; the records are taken as they are, and it is written anew", path);
        } catch (IOException e) {
            LOG.warn("{} cannot be read; the records are taken as they are: {}", path, e.toString());
        }
        return 0;
    }

    private static String text(long changes) {
        String head = "cistern records 1 " + changes;
        return head + " " + checksum(head) + "\n";
    }

    private static String checksum(String head) {
        CRC32C crc = new CRC32C();
        crc.update(head.getBytes(StandardCharsets.US_ASCII));
        return String.format("%08x", crc.getValue());
    }
}
