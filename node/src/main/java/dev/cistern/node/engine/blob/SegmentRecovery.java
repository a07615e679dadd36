package dev.cistern.node.engine.blob;

import dev.cistern.node.engine.blob.SegmentCatalog.Known;
import dev.cistern.node.engine.blob.SegmentState.Stage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens segments after whatever happened to them. Those that were sealed are believed, and not looked at; what was being filled is
 * searched from where all is known to be settled, cut behind its last whole blob, and sealed. Without an index all are searched.
 * Used once; blocks on the disk.
 */
final class SegmentRecovery {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentRecovery.class);

    private final SegmentFolder folder;
    private final long cacheBytes;

    SegmentRecovery(SegmentFolder folder, long cacheBytes) {
        this.folder = folder;
        this.cacheBytes = cacheBytes;
    }

    SegmentCatalog recover() throws IOException {
        SegmentIndex.Opened opened = SegmentIndex.open(folder.index(), cacheBytes);
        SegmentCatalog catalog = new SegmentCatalog(folder, opened.index());
        try {
            recover(catalog, opened);
            return catalog;
        } catch (IOException | RuntimeException e) {
            opened.index().close();
            throw e;
        }
    }

    private void recover(SegmentCatalog catalog, SegmentIndex.Opened opened) throws IOException {
        List<Integer> files = folder.numbers();
        opened.damage()
                .ifPresent(damage ->
                        LOG.error("the index of segments in {} is damaged, and made anew: {}", folder.root(), damage));
        if (opened.isFresh() && !files.isEmpty()) {
            LOG.warn("there is no index of the {} segments in {}; all are searched", files.size(), folder.root());
        }
        TreeSet<Integer> unknown = new TreeSet<>(files);
        for (Map.Entry<Integer, SegmentState> known : opened.index().states().entrySet()) {
            boolean isThere = unknown.remove(known.getKey());
            takeUp(catalog, known.getKey(), known.getValue(), isThere);
        }
        for (int number : unknown) {
            searchUnknown(catalog, number, opened.isFresh());
        }
        catalog.index().sync();
    }

    private void takeUp(SegmentCatalog catalog, int number, SegmentState state, boolean isThere) throws IOException {
        Known known = catalog.takeUp(number, state);
        if (state.stage() == Stage.DROPPED) {
            catalog.drop(known);
        } else if (!isThere) {
            if (state.liveBlobs() > 0) {
                LOG.error("{} is missing, and with it {} blobs", known.file().path(), state.liveBlobs());
                known.stuck();
            } else {
                catalog.drop(known);
            }
        } else if (state.stage() == Stage.OPEN) {
            search(catalog, known, true);
        }
    }

    /** A segment that the index does not know of: made just before a crash, or of an index that was lost. */
    private void searchUnknown(SegmentCatalog catalog, int number, boolean indexWasLost) throws IOException {
        catalog.skip(number);
        Optional<Long> key;
        try (FileChannel channel = FileChannel.open(folder.path(number))) {
            key = key(channel, number);
            if (key.isEmpty() && channel.size() > SegmentFormat.PAGE_BYTES) {
                LOG.error("{} does not begin as a segment does; it is left alone", folder.path(number));
                return;
            }
        }
        if (key.isEmpty()) {
            LOG.info("{} was being made when the node ended; removed", folder.path(number));
            Files.delete(folder.path(number));
            return;
        }
        search(catalog, catalog.add(number, SegmentState.fresh(key.get())), !indexWasLost);
    }

    private static Optional<Long> key(FileChannel channel, int number) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(SegmentFormat.PAGE_BYTES);
        while (header.hasRemaining() && channel.read(header, header.position()) > 0) {
            // Until it is full, or the file ends.
        }
        return SegmentFormat.key(header.flip(), number);
    }

    /** @param cut whether what lies behind the last whole blob is known never to have been acknowledged */
    private static void search(SegmentCatalog catalog, Known known, boolean cut) throws IOException {
        int number = known.file().number();
        SegmentState state = known.state();
        FileChannel channel = known.file().acquire();
        try {
            SegmentScan.Result found = SegmentScan.of(channel, number, state.key(), state.settledPages());
            long size = channel.size();
            int end = cut ? found.end() : (int) ((size + SegmentFormat.PAGE_BYTES - 1) / SegmentFormat.PAGE_BYTES);
            long bytes = (long) end * SegmentFormat.PAGE_BYTES;
            if (size > bytes) {
                LOG.warn(
                        "{} was being filled when the node ended: cut at byte {}, behind its last whole blob; {} bytes"
                                + " of what was not acknowledged go",
                        known.file().path(),
                        bytes,
                        size - bytes);
                try (FileChannel cutting = FileChannel.open(known.file().path(), StandardOpenOption.WRITE)) {
                    var unused = cutting.truncate(bytes);
                }
            }
            if (!found.torn().isEmpty()) {
                LOG.warn(
                        "{} holds {} blobs that are not whole",
                        known.file().path(),
                        found.torn().size());
            }
            channel.force(true);
            catalog.found(number, found.whole(), found.torn(), end);
            LOG.info(
                    "{} searched from page {} on: {} blobs",
                    known.file().path(),
                    state.settledPages(),
                    found.whole().size());
        } finally {
            known.file().release();
        }
    }
}
