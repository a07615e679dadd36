package dev.cistern.node;

import dev.cistern.cluster.NoticeFigures;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.node.backed.BackedFigures;
import dev.cistern.node.backed.EvictionFigures;
import dev.cistern.node.backed.WriteBackFigures;
import dev.cistern.node.copies.RepairFigures;
import dev.cistern.node.engine.EngineFigures;
import dev.cistern.node.engine.LocalEngine;
import dev.cistern.node.engine.care.DiskFigures;
import dev.cistern.node.engine.care.StoreCare;
import dev.cistern.node.http.RequestFigures;
import dev.cistern.node.s3.lifecycle.LifecycleFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * The node's own metrics, read from the figures of its parts when they are scraped; nothing is counted twice. Labels come
 * out of closed sets, so their number is bounded. Described in {@code docs/reference/metrics.md}; those of the connections
 * are {@link LayerMetrics}.
 */
final class NodeMetrics {
    private final PrometheusMeterRegistry registry;

    NodeMetrics(PrometheusMeterRegistry registry) {
        this.registry = registry;
    }

    void requests(RequestFigures figures) {
        figures.durations().register(registry.getPrometheusRegistry());
        counter("cistern.requests", "Requests begun", figures, RequestFigures::served);
        counter("cistern.requests.failed", "Requests that failed by the node's fault", figures, RequestFigures::failed);
    }

    void settings(SettingsService settings) {
        counter("cistern.settings.rejected", "Settings files that were refused", settings, SettingsService::rejections);
        gauge("cistern.settings.problems", "Problems of the settings files now", settings, now -> now.problems()
                .size());
        gauge(
                "cistern.settings.revision",
                "Number of the last change of settings",
                settings,
                SettingsService::revision);
    }

    void engine(LocalEngine engine) {
        Supplier<EngineFigures> figures = engine::figures;
        care(engine.care());
        engineCounter("objects.written", "Objects committed", figures, EngineFigures::objectsWritten);
        engineCounter("objects.read", "Objects opened for reading", figures, EngineFigures::objectsRead);
        engineCounter("objects.deleted", "Objects deleted", figures, EngineFigures::objectsDeleted);
        engineCounter("written.bytes", "Bytes of the objects committed", figures, EngineFigures::bytesWritten);
        engineCounter("read.bytes", "Bytes verified and given to readers", figures, EngineFigures::bytesRead);
        engineCounter("commits", "Changes committed or refused by their conditions", figures, EngineFigures::commits);
        engineCounter("commit.rounds", "Batches in which changes were committed", figures, EngineFigures::commitRounds);
        engineCounter("record.syncs", "Batches synced as they were committed", figures, now -> now.syncs()
                .records());
        engineCounter("body.syncs", "Syncs of files, segments and folders of bodies", figures, now -> now.syncs()
                .bodies());
        engineCounter("corrupt", "Reads that met a wrong checksum", figures, EngineFigures::corruptFound);
        engineCounter("orphans.removed", "Blobs that no record named", figures, EngineFigures::orphansRemoved);
        engineGauge("commit.queue", "Commits waiting", figures, EngineFigures::commitQueue);
        engineGauge("read.queue", "Reads waiting for a thread", figures, EngineFigures::readQueue);
        engineGauge("write.queue", "Writes waiting for a thread", figures, EngineFigures::writeQueue);
        engineGauge("free.bytes", "Room on the disk", figures, EngineFigures::freeBytes);
        engineGauge("uploads", "Bodies being received", figures, EngineFigures::uploadsInFlight);
        engineGauge("buffered.bytes", "Bytes of bodies in memory", figures, EngineFigures::bufferedBytes);
        segments(figures);
        hot(figures);
        recordCache(figures);
        engineGauge("writable", "0 after a failure of the disk", figures, now -> now.writable() ? 1 : 0);
    }

    private void care(StoreCare care) {
        gauge("cistern.engine.free.warn.bytes", "Less room than this is said", care, now -> now.space()
                .warn());
        gauge("cistern.engine.free.min.bytes", "Writes are refused with less room", care, now -> now.space()
                .min());
        gauge("cistern.engine.disks", "Disks that bodies lie on", care, now -> now.disks()
                .figures()
                .size());
        gauge(
                "cistern.engine.disks.bad",
                "Further disks that failed, or that somebody has to see to",
                care,
                now -> now.disks().figures().stream().filter(DiskFigures::isBad).count());
        gauge(
                "cistern.engine.disks.full",
                "Disks with less room than store.free_min",
                care,
                now -> now.disks().figures().stream()
                        .filter(disk -> disk.isBelow(disk.space().min()))
                        .count());
        gauge(
                "cistern.engine.disks.low",
                "Disks with less room than store.free_warn",
                care,
                now -> now.disks().figures().stream()
                        .filter(disk -> disk.isBelow(disk.space().warn()))
                        .count());
        gauge("cistern.scrub.damaged", "Found by the last scrub and not healed", care, now -> now.figures()
                .damaged());
        gauge("cistern.scrub.running", "1 while a scrub is under way", care, now -> now.figures()
                .scrubs());
        gauge("cistern.scrub.done.bytes", "Read by the scrub under way", care, now -> now.figures()
                .scrubDoneBytes());
        gauge("cistern.scrub.of.bytes", "That it will read", care, now -> now.figures()
                .scrubOfBytes());
        gauge("cistern.scrub.last.time.seconds", "When the last whole scrub ended", care, now -> now.figures()
                .scrubbedAt());
    }

    private void hot(Supplier<EngineFigures> figures) {
        engineCounter("hot.hits", "Reads that an object in memory answered", figures, now -> now.hot()
                .hits());
        engineCounter("hot.misses", "Reads of latest versions that none answered", figures, now -> now.hot()
                .misses());
        engineGauge("hot.objects", "Small objects in memory", figures, now -> now.hot()
                .objects());
        engineGauge(
                "hot.bytes", "Memory that they take", figures, now -> now.hot().bytes());
    }

    private void recordCache(Supplier<EngineFigures> figures) {
        engineCounter("record.cache.hits", "Reads whose record was in memory", figures, now -> now.recordCache()
                .hits());
        engineCounter("record.cache.misses", "Reads whose record was not", figures, now -> now.recordCache()
                .misses());
        engineGauge("record.cache.bytes", "Memory that they take", figures, now -> now.recordCache()
                .bytes());
        engineGauge("record.cache.limit.bytes", "Memory that they may take", figures, now -> now.recordCache()
                .limitBytes());
    }

    private void segments(Supplier<EngineFigures> figures) {
        engineGauge("segments", "Files that objects share", figures, now -> now.segments()
                .segments());
        engineGauge("segment.blobs", "Objects, and parts of objects, in segments", figures, now -> now.segments()
                .blobs());
        engineGauge("segment.live.bytes", "What they take there", figures, now -> now.segments()
                .liveBytes());
        engineGauge("segment.dead.bytes", "What segments hold and nobody needs", figures, now -> now.segments()
                .deadBytes());
        engineCounter("segment.moved.bytes", "Bytes moved by compaction", figures, now -> now.segments()
                .movedBytes());
    }

    void backed(Supplier<BackedFigures> figures) {
        gauge("cistern.fetches", "Fetches from backends that run now", figures, now -> now.get()
                .fetching());
        counter("cistern.fetches.begun", "Fetches begun", figures, now -> now.get()
                .begun());
        counter("cistern.fetches.shared", "Readers who joined another's fetch", figures, now -> now.get()
                .shared());
        counter("cistern.fetches.failed", "Fetches that failed", figures, now -> now.get()
                .failed());
        counter("cistern.fetched.bytes", "Bytes fetched from backends", figures, now -> now.get()
                .bytesFetched());
    }

    void writeBack(Supplier<WriteBackFigures> figures) {
        gauge("cistern.writeback.waiting", "Writes that are not in their cloud yet", figures, now -> now.get()
                .waiting());
        gauge("cistern.writeback.waiting.bytes", "Bytes of the objects among them", figures, now -> now.get()
                .waitingBytes());
        gauge("cistern.writeback.oldest.seconds", "Age of the oldest of them", figures, now -> now.get()
                .oldestSeconds(Instant.now()));
        counter("cistern.writeback.brought", "Writes that clouds have taken", figures, now -> now.get()
                .brought());
        counter("cistern.writeback.failed", "Attempts that failed", figures, now -> now.get()
                .failed());
    }

    void evictions(Supplier<EvictionFigures> figures) {
        counter("cistern.evicted.objects", "Copies that were let go of by themselves", figures, now -> now.get()
                .objects());
        counter("cistern.evicted.bytes", "Bytes of them", figures, now -> now.get()
                .bytes());
        counter("cistern.eviction.walks", "Walks through buckets to find them", figures, now -> now.get()
                .walks());
    }

    void lifecycle(Supplier<LifecycleFigures> figures) {
        counter("cistern.lifecycle.walks", "Walks through buckets with rules", figures, now -> now.get()
                .walks());
        counter("cistern.lifecycle.looked.at", "Objects and uploads looked at", figures, now -> now.get()
                .lookedAt());
        counter("cistern.lifecycle.objects.expired", "Objects that rules removed", figures, now -> now.get()
                .objectsExpired());
        counter("cistern.lifecycle.versions.removed", "Versions that rules removed", figures, now -> now.get()
                .versionsRemoved());
        counter("cistern.lifecycle.uploads.aborted", "Uploads that rules gave up", figures, now -> now.get()
                .uploadsAborted());
        counter("cistern.lifecycle.failures", "What rules could not deal with", figures, now -> now.get()
                .failures());
    }

    void secrets(LongSupplier formerlySigned) {
        counter(
                "cistern.peers.formerly.signed",
                "Requests of members signed with another secret than the first of this node",
                formerlySigned,
                LongSupplier::getAsLong);
    }

    void notices(Supplier<NoticeFigures> figures) {
        counter("cistern.peers.notices.sent", "Notices to members that were answered", figures, now -> now.get()
                .sent());
        counter("cistern.peers.notices.lost", "Notices to members that were not", figures, now -> now.get()
                .lost());
        counter("cistern.peers.notices.received", "Notices of members", figures, now -> now.get()
                .received());
    }

    void copies(Supplier<RepairFigures> figures) {
        counter("cistern.copies.fetched", "Copies that were missing here, fetched", figures, now -> now.get()
                .copiedBlobs());
        counter("cistern.copies.fetched.bytes", "Bytes of the copies fetched", figures, now -> now.get()
                .copiedBytes());
        counter("cistern.copies.failed", "Copies that could not be fetched", figures, now -> now.get()
                .failed());
        gauge("cistern.copies.undone", "Blobs to be tried again", figures, now -> now.get()
                .undone());
        counter("cistern.copies.surplus.deleted", "Copies deleted here", figures, now -> now.get()
                .surplusDeleted());
        counter("cistern.copies.orphans.deleted", "Copies deleted that no record named", figures, now -> now.get()
                .orphansDeleted());
        gauge("cistern.copies.missing", "Copies still to be fetched", figures, now -> now.get()
                .leftBlobs());
        gauge("cistern.copies.missing.bytes", "Bytes of those", figures, now -> now.get()
                .leftBytes());
        gauge("cistern.copies.allowed.bytes.per.second", "Most that may be fetched now", figures, now -> now.get()
                .allowedBytesPerSecond());
    }

    private void engineCounter(
            String name, String what, Supplier<EngineFigures> figures, ToDoubleFunction<EngineFigures> value) {
        counter("cistern.engine." + name, what, figures, now -> value.applyAsDouble(now.get()));
    }

    private void engineGauge(
            String name, String what, Supplier<EngineFigures> figures, ToDoubleFunction<EngineFigures> value) {
        gauge("cistern.engine." + name, what, figures, now -> value.applyAsDouble(now.get()));
    }

    /** What is counted is held by the function: the counter itself refers to its object weakly, and would stand still. */
    private <T> void counter(String name, String what, T of, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, registry, held -> value.applyAsDouble(of))
                .description(what)
                .register(registry);
    }

    private <T> void gauge(String name, String what, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value).description(what).strongReference(true).register(registry);
    }
}
