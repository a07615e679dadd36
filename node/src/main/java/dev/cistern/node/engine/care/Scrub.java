package dev.cistern.node.engine.care;

import dev.cistern.node.engine.care.BlobProbe.Look;
import dev.cistern.node.engine.care.Finding.Kind;
import dev.cistern.node.engine.care.Finding.Subject;
import dev.cistern.node.engine.record.BlobWalk;
import dev.cistern.node.engine.record.BlobWalk.Named;
import dev.cistern.node.engine.record.ContentsCount;
import dev.cistern.node.engine.record.RecordFiles;
import dev.cistern.node.engine.record.RecordFiles.RecordFile;
import dev.cistern.node.engine.record.RecordScan;
import dev.cistern.node.engine.record.RecordScan.Damaged;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads everything that is stored here and verifies it: the files of records, each record, each block of each blob. What is damaged
 * and lies on another member too is replaced by its copy. Used once, on the thread of its work.
 */
final class Scrub implements Work.Task {
    private static final Logger LOG = LoggerFactory.getLogger(Scrub.class);
    private static final int RECORDS_PAGE = 1_000;
    private static final int BLOBS_PAGE = 200;
    private static final long HEALING_SECONDS = 120;

    private final Stored stored;
    private final Work work;
    private final Findings findings;
    private final Progress progress;
    private final BlobProbe probe;
    private final List<Named> asked = new ArrayList<>();

    /** Where it is, kept for the case that the node ends. */
    interface Progress {
        /** Where to begin: as it was noted, or empty. */
        String position();

        void note(String position);
    }

    Scrub(Stored stored, Work work, Findings findings, Progress progress) {
        this.stored = stored;
        this.work = work;
        this.findings = findings;
        this.progress = progress;
        this.probe = new BlobProbe(stored, work);
    }

    @Override
    public void run() throws InterruptedException {
        RecordFiles files = new RecordFiles(stored.records());
        stored.records().flush();
        ContentsCount.Counted contents = count(stored, work);
        List<RecordFile> tables = files.live();
        // Each table is read once as a file, and once for its records.
        work.expects(contents.blobBytes()
                + 2 * tables.stream().mapToLong(RecordFile::bytes).sum());
        String position = progress.position();
        if (position.isEmpty()) {
            readFiles(files, tables);
            readRecords(RecordScan.BEGINNING);
            readBlobs(0);
        } else if (position.startsWith("records:")) {
            readRecords(position.substring("records:".length()));
            readBlobs(0);
        } else {
            readBlobs(Long.parseUnsignedLong(position.substring("blobs:".length()), 16));
        }
        awaitHealing();
    }

    /** Counts again where the records are opened anew meanwhile. */
    static ContentsCount.Counted count(Stored stored, Work work) throws InterruptedException {
        while (!stored.neighbours().areKnown() && work.goesOn()) {
            work.sleep(TimeUnit.SECONDS.toNanos(1));
        }
        while (true) {
            try {
                return new ContentsCount(stored.records(), stored.neighbours()::placesHere, work::isBrokenOff).take();
            } catch (StoreException e) {
                if (e.code() != Code.BUSY) {
                    throw e;
                }
                work.sleep(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }

    private void readFiles(RecordFiles files, List<RecordFile> tables) throws InterruptedException {
        for (RecordFile table : tables) {
            if (!work.goesOn()) {
                return;
            }
            files.damage(table)
                    .ifPresent(what -> found(new Finding(
                            Kind.DAMAGED_FILE, Subject.NONE, "the file of records " + table.path() + ": " + what)));
            work.did(table.bytes());
        }
    }

    private void readRecords(String from) throws InterruptedException {
        RecordScan scan = new RecordScan(stored.records(), RECORDS_PAGE);
        Optional<String> position = Optional.of(from);
        while (position.isPresent() && work.goesOn()) {
            RecordScan.Page page = scan.page(position.get());
            page.damaged().forEach(this::damaged);
            work.did(page.bytes());
            position = page.next();
            progress.note("records:" + position.orElse(""));
        }
    }

    private void damaged(Damaged record) {
        Subject subject = record.object()
                .map(key -> stored.names().of(key, record.version()))
                .orElse(Subject.NONE);
        found(new Finding(Kind.DAMAGED_RECORD, subject, record.what()));
    }

    private void readBlobs(long from) throws InterruptedException {
        long after = from;
        boolean last = false;
        while (!last && work.goesOn()) {
            BlobWalk.Page page = new BlobWalk(stored.records()).page(after, BLOBS_PAGE);
            for (Named blob : page.blobs()) {
                if (!work.goesOn()) {
                    return;
                }
                if (stored.neighbours().placesHere(blob.places())) {
                    read(blob);
                }
            }
            after = page.end();
            last = page.last();
            progress.note("blobs:" + Long.toUnsignedString(after, 16));
        }
    }

    private void read(Named blob) throws InterruptedException {
        Optional<BlobProbe.Wrong> wrong = probe.look(blob, Look.AT_EVERY_BLOCK);
        if (wrong.isPresent()) {
            found(new Finding(
                    wrong.get().kind(), stored.names().of(blob), wrong.get().what()));
            if (stored.neighbours().askForAnother(blob.id(), blob.places())) {
                asked.add(blob);
            }
        }
    }

    private void found(Finding finding) {
        findings.add(finding);
        if (findings.count() <= Findings.KEPT) {
            LOG.atError()
                    .addKeyValue("bucket", finding.subject().bucket().orElse("-"))
                    .addKeyValue("key", finding.subject().key().orElse("-"))
                    .log("scrub found a {}: {}", finding.kind().word(), finding.what());
        }
    }

    /** Copies come by themselves; those that have come are told. */
    private void awaitHealing() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(HEALING_SECONDS);
        while (!asked.isEmpty() && work.goesOn() && System.nanoTime() - until < 0) {
            for (Iterator<Named> each = asked.iterator(); each.hasNext() && work.goesOn(); ) {
                Named blob = each.next();
                if (probe.look(blob, Look.AT_EVERY_BLOCK).isEmpty()) {
                    findings.heal(blob.id());
                    each.remove();
                }
            }
            if (!asked.isEmpty()) {
                work.sleep(TimeUnit.SECONDS.toNanos(1));
            }
        }
    }
}
