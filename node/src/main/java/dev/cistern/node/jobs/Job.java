package dev.cistern.node.jobs;

import dev.cistern.node.jobs.JobDeed.Outcome;
import dev.cistern.node.jobs.Page.Cursor;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A job: what it is to do, how far it is. Confined to the context of {@link Jobs}. */
final class Job {
    private static final int TROUBLES_KEPT = 10;

    private final long number;
    private final JobOrder order;
    private final Instant begun;
    private final Deque<String> troubles = new ArrayDeque<>();
    private @Nullable String waitsFor;
    private Cursor cursor = Cursor.START;
    private JobState state = JobState.RUNNING;
    private Counts counts = Counts.NONE;
    /** Those of the pages that are done with: a page that was broken off is done again as a whole. */
    private Counts ofPages = Counts.NONE;

    /** What became of the objects that were looked at. */
    private record Counts(long done, long skipped, long failed, long bytes) {
        static final Counts NONE = new Counts(0, 0, 0, 0);
    }

    Job(long number, JobOrder order, Instant begun) {
        this.number = number;
        this.order = order;
        this.begun = begun;
    }

    long number() {
        return number;
    }

    JobOrder order() {
        return order;
    }

    Cursor cursor() {
        return cursor;
    }

    JobState state() {
        return state;
    }

    void become(JobState next) {
        state = next;
    }

    void add(Outcome outcome) {
        counts = outcome.done()
                ? new Counts(counts.done + 1, counts.skipped, counts.failed, counts.bytes + outcome.bytes())
                : new Counts(counts.done, counts.skipped + 1, counts.failed, counts.bytes);
    }

    void addFailure(String key, Throwable cause) {
        counts = new Counts(counts.done, counts.skipped, counts.failed + 1, counts.bytes);
        trouble(key + ": " + cause.getMessage());
    }

    /** What was counted of the page that was begun does not count. */
    void breakOff() {
        counts = ofPages;
    }

    void trouble(String text) {
        troubles.addLast(text);
        if (troubles.size() > TROUBLES_KEPT) {
            String unused = troubles.removeFirst();
        }
    }

    /** @param reason what keeps it from going on for now; null for nothing */
    void waitFor(@Nullable String reason) {
        waitsFor = reason;
    }

    /** @param next empty where all is done */
    void reach(Optional<Cursor> next) {
        ofPages = counts;
        cursor = next.orElse(cursor);
        if (next.isEmpty()) {
            state = JobState.DONE;
        }
    }

    /** What is told of it. */
    JsonObject json() {
        JsonObject json = json(counts);
        if (waitsFor != null && state == JobState.RUNNING) {
            json.put("waits_for", waitsFor);
        }
        return json;
    }

    private JsonObject json(Counts counted) {
        JsonObject json = new JsonObject()
                .put("id", Long.toString(number))
                .put("state", state.word())
                .put("begun", begun.toString())
                .put("done", counted.done)
                .put("skipped", counted.skipped)
                .put("failed", counted.failed)
                .put("bytes", counted.bytes)
                .put("order", order.json());
        if (order.selection() instanceof Selection.Named named) {
            json.put("of", named.count());
        }
        if (!troubles.isEmpty()) {
            json.put("troubles", new JsonArray(troubles.stream().toList()));
        }
        return json;
    }

    /** What is kept on disk. */
    JsonObject record() {
        return json(ofPages).put("phase", cursor.phase()).put("after", cursor.after());
    }

    /** Reads what {@link #record} has written. */
    static Job of(JsonObject record) {
        Job job = new Job(
                Long.parseLong(record.getString("id")),
                JobOrder.parse(record.getJsonObject("order")),
                Instant.parse(record.getString("begun")));
        job.state = JobState.of(record.getString("state"));
        job.ofPages = new Counts(
                record.getLong("done"), record.getLong("skipped"), record.getLong("failed"), record.getLong("bytes"));
        job.counts = job.ofPages;
        job.cursor = new Cursor(record.getInteger("phase"), record.getString("after"));
        Optional.ofNullable(record.getJsonArray("troubles"))
                .ifPresent(list -> list.forEach(text -> job.troubles.addLast(String.valueOf(text))));
        return job;
    }
}
