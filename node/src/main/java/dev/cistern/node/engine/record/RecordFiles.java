package dev.cistern.node.engine.record;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rocksdb.CompactRangeOptions;
import org.rocksdb.LiveFileMetaData;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** The table files that records lie in. Used by any thread; every method blocks on the disk. */
public final class RecordFiles {
    private final Records records;

    /** Looks at nothing yet. */
    public RecordFiles(Records records) {
        this.records = records;
    }

    /** A table file, which never changes; it goes when what is in it was written anew elsewhere. */
    public static final class RecordFile {
        private final Family family;
        private final Path path;
        private final long bytes;
        private final int level;
        private final byte[] smallest;
        private final byte[] largest;

        private RecordFile(Family family, LiveFileMetaData file) {
            this.family = family;
            this.path = Path.of(file.path(), file.fileName());
            this.bytes = file.size();
            this.level = file.level();
            this.smallest = file.smallestKey();
            this.largest = file.largestKey();
        }

        /** Where it lies. */
        public Path path() {
            return path;
        }

        /** Bytes of it. */
        public long bytes() {
            return bytes;
        }

        Family family() {
            return family;
        }

        byte[] largest() {
            return largest;
        }
    }

    /** A stretch of the keys of one family, to be compacted at once. */
    public static final class Stretch {
        private final Family family;
        private final byte @Nullable [] from;
        private final byte @Nullable [] to;

        private Stretch(Family family, byte @Nullable [] from, byte @Nullable [] to) {
            this.family = family;
            this.from = from;
            this.to = to;
        }
    }

    /**
     * What the records take.
     *
     * @param fileBytes of table files
     * @param liveBytes of those, what is left when all that was overwritten or deleted has gone; an estimate
     * @param unflushedBytes in memory, and in the log
     */
    public record Space(long fileBytes, long liveBytes, long unflushedBytes) {}

    /** All table files now. */
    public List<RecordFile> live() {
        return records.reading(db -> {
            List<RecordFile> files = new ArrayList<>();
            for (LiveFileMetaData file : db.getLiveFilesMetaData()) {
                String title = new String(file.columnFamilyName(), StandardCharsets.UTF_8);
                Arrays.stream(Family.values())
                        .filter(family -> family.title().equals(title))
                        .forEach(family -> files.add(new RecordFile(family, file)));
            }
            return files;
        });
    }

    /** What is wrong with a file, having read all of it; empty where nothing is, or it has gone meanwhile. */
    public Optional<String> damage(RecordFile file) {
        try (Options options = new Options();
                SstFileReader reader = new SstFileReader(options)) {
            reader.open(file.path.toString());
            reader.verifyChecksum();
            return Optional.empty();
        } catch (RocksDBException e) {
            boolean isLive = Files.exists(file.path) || live().stream().anyMatch(other -> other.path.equals(file.path));
            return isLive ? Optional.of(String.valueOf(e.getMessage())) : Optional.empty();
        }
    }

    /** What the records take on the disk. */
    public Space space() {
        return records.reading(db -> {
            long files = 0;
            long live = 0;
            for (Family family : Family.values()) {
                files += db.getLongProperty(records.handle(family), "rocksdb.total-sst-files-size");
                live += db.getLongProperty(records.handle(family), "rocksdb.estimate-live-data-size");
            }
            return new Space(files, live, db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables"));
        });
    }

    /** The keys of all families in stretches of about a table file each. */
    public List<Stretch> stretches() {
        List<RecordFile> files = live();
        List<Stretch> stretches = new ArrayList<>();
        for (Family family : Family.values()) {
            List<RecordFile> own =
                    files.stream().filter(file -> file.family == family).toList();
            int deepest = own.stream().mapToInt(file -> file.level).max().orElse(-1);
            List<byte[]> ends = own.stream()
                    .filter(file -> file.level == deepest && deepest > 0)
                    .map(file -> file.smallest)
                    .sorted(Arrays::compareUnsigned)
                    .skip(1)
                    .toList();
            byte[] from = null;
            for (byte[] end : ends) {
                stretches.add(new Stretch(family, from, end));
                from = end;
            }
            if (!own.isEmpty()) {
                stretches.add(new Stretch(family, from, null));
            }
        }
        return stretches;
    }

    /**
     * Writes a stretch anew without what was overwritten or deleted in it.
     *
     * @throws StoreException {@link Code#NO_SPACE} among others
     */
    public void compact(Stretch stretch) {
        records.reading(db -> {
            try (CompactRangeOptions options = new CompactRangeOptions()
                    .setBottommostLevelCompaction(CompactRangeOptions.BottommostLevelCompaction.kForceOptimized)
                    .setExclusiveManualCompaction(false)) {
                db.compactRange(records.handle(stretch.family), stretch.from, stretch.to, options);
            }
            return true;
        });
    }

    /** The end of the first damaged file of a family that reaches beyond a key: reading can go on behind it. */
    Optional<byte[]> endOfDamage(Family family, byte[] from) {
        return live().stream()
                .filter(file -> file.family == family && Arrays.compareUnsigned(file.largest, from) >= 0)
                .filter(file -> damage(file).isPresent())
                .map(RecordFile::largest)
                .min(Arrays::compareUnsigned);
    }
}
