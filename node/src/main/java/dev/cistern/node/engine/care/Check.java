package dev.cistern.node.engine.care;

import dev.cistern.node.engine.care.BlobProbe.Look;
import dev.cistern.node.engine.care.Finding.Kind;
import dev.cistern.node.engine.care.Finding.Subject;
import dev.cistern.node.engine.record.BlobWalk;
import dev.cistern.node.engine.record.BlobWalk.Named;
import dev.cistern.node.engine.record.RecordScan;
import dev.cistern.node.engine.record.RecordScan.NamedBlob;
import dev.cistern.node.store.Multiparts;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares records and blobs with each other, both ways, and changes nothing. The bytes of blobs are not read; a scrub does that.
 * Used once, on the thread of its work.
 */
final class Check implements Work.Task {
    private static final int RECORDS_PAGE = 1_000;
    private static final int BLOBS_PAGE = 500;

    private final Stored stored;
    private final Work work;
    private final Findings findings;
    private final Counts counts;
    private final BlobProbe probe;

    /** What was looked at. */
    record Counts(AtomicLong records, AtomicLong blobs, AtomicLong orphans, AtomicLong orphanBytes) {
        Counts() {
            this(new AtomicLong(), new AtomicLong(), new AtomicLong(), new AtomicLong());
        }
    }

    Check(Stored stored, Work work, Findings findings, Counts counts) {
        this.stored = stored;
        this.work = work;
        this.findings = findings;
        this.counts = counts;
        this.probe = new BlobProbe(stored, work);
    }

    @Override
    public void run() throws InterruptedException {
        work.expects(Scrub.count(stored, work).blobBytes());
        readRecords();
        lookAtBlobs();
        for (Orphans.Orphan orphan : new Orphans(stored).find(work)) {
            counts.orphans.incrementAndGet();
            counts.orphanBytes.addAndGet(orphan.bytes());
            findings.add(new Finding(
                    Kind.ORPHAN,
                    Subject.blob(orphan.id()),
                    "no record names it; 'cistern store orphans' says what becomes of it"));
        }
    }

    private void readRecords() throws InterruptedException {
        RecordScan scan = new RecordScan(stored.records(), RECORDS_PAGE);
        Optional<String> position = Optional.of(RecordScan.BEGINNING);
        while (position.isPresent() && work.goesOn()) {
            RecordScan.Page page = scan.page(position.get());
            counts.records.addAndGet(page.entries());
            page.damaged()
                    .forEach(record -> findings.add(new Finding(
                            Kind.DAMAGED_RECORD,
                            record.object()
                                    .map(key -> stored.names().of(key, record.version()))
                                    .orElse(Subject.NONE),
                            record.what())));
            page.blobs().forEach(this::requireIndexed);
            position = page.next();
        }
    }

    /** Not one of a record that has changed meanwhile. */
    private void requireIndexed(NamedBlob blob) {
        boolean is = stored.records().isNamed(blob.id());
        if (!is) {
            is = blob.object().isPresent()
                    ? !new BlobWalk(stored.records()).names(blob.object().get(), blob.id())
                    : stored.records().uploads().parts(blob.version(), 0, Multiparts.MAX_PARTS).stream()
                            .noneMatch(part -> part.blobId() == blob.id());
        }
        if (!is) {
            findings.add(new Finding(
                    Kind.UNINDEXED_BLOB,
                    blob.object()
                            .map(key -> stored.names().of(key, blob.version(), blob.id()))
                            .orElse(Subject.blob(blob.id())),
                    "its record names a blob that the index does not know, so that it would be taken for an orphan"));
        }
    }

    private void lookAtBlobs() throws InterruptedException {
        long after = 0;
        boolean last = false;
        while (!last && work.goesOn()) {
            BlobWalk.Page page = new BlobWalk(stored.records()).page(after, BLOBS_PAGE);
            for (Named blob : page.blobs()) {
                if (!work.goesOn()) {
                    return;
                }
                if (stored.neighbours().placesHere(blob.places())) {
                    counts.blobs.incrementAndGet();
                    probe.look(blob, Look.AT_TABLES)
                            .ifPresent(wrong -> findings.add(
                                    new Finding(wrong.kind(), stored.names().of(blob), wrong.what())));
                    work.did(blob.size());
                }
            }
            after = page.end();
            last = page.last();
        }
    }
}
