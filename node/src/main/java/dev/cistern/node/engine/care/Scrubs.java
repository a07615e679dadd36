package dev.cistern.node.engine.care;

import dev.cistern.conf.ScrubSettings;
import dev.cistern.node.engine.care.ScrubFile.Content;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrubs: those that are asked for, and those that come round. One that the end of the node broke off goes on where it was. Used by
 * any thread; blocks on the disk.
 */
final class Scrubs {
    private static final Logger LOG = LoggerFactory.getLogger(Scrubs.class);
    private static final long NOTE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Stored stored;
    private final Supplier<ScrubSettings> settings;
    private final InstantSource clock;
    private final Work work;
    private final ScrubFile file;
    private volatile Findings findings = new Findings();
    private volatile Content content;

    Scrubs(Stored stored, Supplier<ScrubSettings> settings, InstantSource clock) {
        this.stored = stored;
        this.settings = settings;
        this.clock = clock;
        this.work = new Work("scrub", clock, () -> settings.get().bytesPerSecond());
        this.file = new ScrubFile(stored.folder());
        this.content = new Content(clock.instant(), Optional.empty(), Optional.empty(), "");
    }

    /** Reads what is known of earlier ones, and goes on with one that was broken off. */
    void open() {
        Optional<Content> known = file.read();
        if (known.isEmpty()) {
            file.write(content);
            return;
        }
        content = known.get();
        content.unfinished().ifPresent(report -> {
            LOG.info("a scrub that the end of the node broke off goes on");
            begin(report, content.position());
        });
    }

    Work work() {
        return work;
    }

    void start() {
        begin(new JsonObject(), "");
    }

    /** Starts one if it is time. */
    void look() {
        ScrubSettings now = settings.get();
        Instant due = content.since().plus(now.interval());
        if (!now.interval().isZero() && !work.isUnderWay() && !clock.instant().isBefore(due)) {
            LOG.info("scrub begins, since the last one was {} ago", now.interval());
            start();
        }
    }

    private synchronized void begin(JsonObject before, String position) {
        Findings found = new Findings();
        found.load(before);
        work.start(() -> scrub(found, before, position));
        findings = found;
    }

    private void scrub(Findings found, JsonObject before, String position) throws InterruptedException {
        work.resumeAt(before.getLong("done_bytes", 0L));
        Noting noting = new Noting(found, position);
        boolean isOver = false;
        try {
            noting.write();
            new Scrub(stored, work, found, noting).run();
            isOver = work.state() == Work.State.RUNNING;
        } finally {
            if (work.isBrokenOff()) {
                noting.write();
            } else {
                end(found, isOver);
            }
        }
    }

    /** What was cancelled or failed says nothing of what it has not read, so the next one is due when it was. */
    private void end(Findings found, boolean isWhole) {
        JsonObject report =
                report(found).put("whole", isWhole).put("ended", clock.instant().toString());
        content = new Content(isWhole ? clock.instant() : content.since(), Optional.of(report), Optional.empty(), "");
        file.write(content);
        LOG.atInfo()
                .addKeyValue("bytes", work.doneBytes())
                .addKeyValue("problems", found.count())
                .addKeyValue("healed", found.healed())
                .log(isWhole ? "scrub ended" : "scrub ended early");
    }

    private JsonObject report(Findings found) {
        JsonObject report = work.json();
        report.remove("state");
        found.write(report);
        return report;
    }

    /** Notes now and then where the scrub is. Confined to the thread of its work. */
    private final class Noting implements Scrub.Progress {
        private final Findings found;
        private final String begin;
        private String position;
        private long noted = System.nanoTime();

        Noting(Findings found, String begin) {
            this.found = found;
            this.begin = begin;
            this.position = begin;
        }

        @Override
        public String position() {
            return begin;
        }

        @Override
        public void note(String now) {
            position = now;
            if (System.nanoTime() - noted > NOTE_NANOS) {
                write();
            }
        }

        void write() {
            noted = System.nanoTime();
            content = new Content(content.since(), content.last(), Optional.of(report(found)), position);
            file.write(content);
        }
    }

    /** How the one that is under way is doing, or the last one since the start did, and the report of the last that ended. */
    JsonObject json() {
        JsonObject json = work.json();
        findings.write(json);
        ScrubSettings now = settings.get();
        return json.put("last", content.last().orElse(null))
                .put(
                        "next",
                        now.interval().isZero()
                                ? null
                                : content.since().plus(now.interval()).toString());
    }

    private static long unreadable(JsonObject report) {
        return report.getJsonObject("counts", new JsonObject()).getLong(Finding.Kind.UNREADABLE_BLOB.word(), 0L);
    }

    /** Objects and files that are damaged, or missing though all disks are there, and were not healed, says the one under way or the last. */
    long damaged() {
        if (work.isUnderWay() || work.state() == Work.State.DONE) {
            long away = findings.count(Finding.Kind.UNREADABLE_BLOB);
            return Math.max(0, findings.count() - away - findings.healed());
        }
        return content.last()
                .map(last -> Math.max(0, last.getLong("problems", 0L) - unreadable(last) - last.getLong("healed", 0L)))
                .orElse(0L);
    }

    /** When the last one ended that read everything; empty where none has. */
    Optional<Instant> lastWhole() {
        return content.last().filter(last -> last.getBoolean("whole", false)).map(last -> content.since());
    }
}
