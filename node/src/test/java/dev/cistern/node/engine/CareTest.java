package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.care.StoreCare;
import dev.cistern.node.engine.care.StoreCare.Order;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.StoreException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What looks after the store, on a node alone. */
final class CareTest {
    private static final int LARGE = 200_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final StoreUnderTest store;

    CareTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = StoreUnderTest.inFiles(folder);
        store.makeBucket();
        care().open();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private StoreCare care() {
        return store.engine().care();
    }

    private static JsonObject over(Supplier<JsonObject> report) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (report.get().getString("state").equals("running") && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        return report.get();
    }

    private JsonObject scrubbed() {
        await(care().scrub(Order.START));
        return over(care()::scrub);
    }

    private JsonObject checked() {
        await(care().check(Order.START));
        return over(care()::check);
    }

    private List<Path> files(String in) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(in))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void flip(Path file, long position) throws IOException {
        byte[] content = Files.readAllBytes(file);
        content[(int) position] ^= 1;
        Files.write(file, content);
    }

    private static JsonObject finding(JsonObject report, int index) {
        return report.getJsonArray("findings").getJsonObject(index);
    }

    private void upload(String key, byte[] part) {
        CreateUpload command = new CreateUpload(name(key), Map.of(), Map.of(), Map.of(), Optional.empty());
        UploadName upload = await(
                        store.onContext(() -> store.engine().multipart().create(command)))
                .name();
        PutPart put = new PutPart(upload, 1, OptionalLong.of(part.length), BodyChecks.NONE, Optional.empty());
        var unused = await(store.onContext(() -> store.engine().multipart().put(put, FakeBody.of(part, 64 * 1024))));
    }

    @Test
    void usageIsExactForObjectsVersionsMarkersAndUploads() {
        store.put("small", bytes(100, 1));
        store.put("large", bytes(LARGE, 2));
        store.put("large", bytes(LARGE + 1, 3));
        var unused = await(store.engine().configure(BUCKET, BucketDocument.VERSIONING, Optional.of("Enabled")));
        store.put("small", bytes(50, 4));
        store.put("gone", bytes(LARGE, 5));
        await(store.engine().delete(name("gone"), Conditions.NONE));
        upload("u", bytes(LARGE + 7, 6));

        JsonObject usage = await(care().usage());

        JsonObject bucket = usage.getJsonArray("buckets").getJsonObject(0);
        assertThat(bucket)
                .isEqualTo(new JsonObject()
                        .put("bucket", BUCKET.value())
                        .put("objects", 2L)
                        .put("bytes", 50L + LARGE + 1)
                        .put("versions", 2L)
                        .put("version_bytes", 100L + LARGE)
                        .put("delete_markers", 1L)
                        .put("uploads", 1L)
                        .put("parts", 1L)
                        .put("part_bytes", LARGE + 7L));
        assertThat(usage.getJsonObject("blobs").getLong("count")).isEqualTo(3);
        assertThat(usage.getJsonObject("blobs").getLong("body_bytes")).isEqualTo(3L * LARGE + 8);
        assertThat(usage.getJsonObject("records").getLong("inline_bytes")).isEqualTo(150);
        assertThat(usage.getJsonObject("disk").getString("state")).isNotEmpty();
        assertThat(usage.getJsonArray("folder").stream().map(part -> ((JsonObject) part).getString("name")))
                .contains("blobs", "records", "format");
    }

    @Test
    void scrubOfAWholeStoreReadsEverythingAndFindsNothing() {
        store.put("small", bytes(100, 1));
        store.put("large", bytes(LARGE, 2));
        upload("u", bytes(LARGE, 3));

        JsonObject report = scrubbed();

        assertThat(report.getString("state")).isEqualTo("done");
        assertThat(report.getLong("problems")).isZero();
        assertThat(report.getLong("done_bytes")).isGreaterThan(2 * LARGE);
        assertThat(report.getJsonObject("last").getBoolean("whole")).isTrue();
        assertThat(care().figures().damaged()).isZero();
        assertThat(care().figures().scrubbedAt()).isPositive();
    }

    @Test
    void scrubNamesTheObjectOfEachDamagedOrMissingBlob() throws IOException {
        store.put("good", bytes(LARGE, 1));
        store.put("bad", bytes(LARGE, 2));
        flip(files("blobs").get(1), 70_000);
        store.put("missing", bytes(LARGE, 3));
        Files.delete(files("blobs").get(2));

        JsonObject report = scrubbed();

        assertThat(report.getLong("problems")).isEqualTo(2);
        assertThat(finding(report, 0).getString("problem")).isEqualTo("damaged_blob");
        assertThat(finding(report, 0).getString("bucket")).isEqualTo(BUCKET.value());
        assertThat(finding(report, 0).getString("key")).isEqualTo("bad");
        assertThat(finding(report, 0).getString("what")).contains("does not match its CRC32C");
        assertThat(finding(report, 1).getString("problem")).isEqualTo("missing_blob");
        assertThat(finding(report, 1).getString("key")).isEqualTo("missing");
        assertThat(care().figures().damaged()).isEqualTo(2);
        assertThat(store.get("good")).isEqualTo(bytes(LARGE, 1));
    }

    @Test
    void scrubFindsDamageInFilesOfRecordsAndGoesOnBehindIt() throws IOException {
        for (int i = 0; i < 300; i++) {
            store.put("key-%03d".formatted(i), bytes(5_000, i));
        }
        store.put("large", bytes(LARGE, 1));
        // So that none of its own takes the file away meanwhile.
        await(care().compact(Order.START));
        assertThat(over(care()::compact).getString("state")).isEqualTo("done");
        Path largest = files("records").stream()
                .filter(file -> file.toString().endsWith(".sst"))
                .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                .orElseThrow();
        flip(largest, 100_000);

        JsonObject report = scrubbed();

        JsonObject counts = report.getJsonObject("counts");
        assertThat(counts.getLong("damaged_file")).isEqualTo(1);
        assertThat(counts.getLong("damaged_record")).isEqualTo(1);
        assertThat(finding(report, 0).getString("what"))
                .contains(largest.getFileName().toString());
        assertThat(finding(report, 1).getString("key")).startsWith("key-");
        assertThat(report.getString("state")).isEqualTo("done");
    }

    @Test
    void whatTheLastScrubFoundIsKnownAfterARestart() throws IOException {
        store.put("bad", bytes(LARGE, 2));
        flip(files("blobs").get(0), 5);
        assertThat(scrubbed().getLong("problems")).isEqualTo(1);

        store.reopen();
        care().open();

        JsonObject last = care().scrub().getJsonObject("last");
        assertThat(last.getJsonArray("findings").getJsonObject(0).getString("key"))
                .isEqualTo("bad");
        assertThat(care().figures().damaged()).isEqualTo(1);
        assertThat(care().scrub().getString("state")).isEqualTo("idle");
    }

    @Test
    void scrubThatARestartBrokeOffGoesOnWhereItWas() throws IOException {
        store.put("first", bytes(LARGE, 1));
        store.put("second", bytes(LARGE, 2));
        flip(files("blobs").get(0), 5);
        flip(files("blobs").get(1), 5);
        String first = Long.toUnsignedString(
                Long.parseUnsignedLong(files("blobs").get(0).getFileName().toString(), 16), 16);
        await(store.engine().close());
        Files.writeString(
                folder.resolve("scrub"),
                new JsonObject()
                        .put("format", 1)
                        .put("since", Instant.now())
                        .put("position", "blobs:" + first)
                        .put(
                                "unfinished",
                                new JsonObject()
                                        .put("done_bytes", 77)
                                        .put("problems", 1)
                                        .put("counts", new JsonObject().put("damaged_blob", 1))
                                        .put("findings", new JsonArray().add(new JsonObject().put("key", "first"))))
                        .encode());
        store.reopen();
        care().open();

        JsonObject report = over(care()::scrub);

        assertThat(report.getLong("done_bytes")).isBetween(77L, 77L + LARGE);
        assertThat(report.getJsonObject("counts").getLong("damaged_blob")).isEqualTo(2);
        assertThat(finding(report, 0).getString("key")).isEqualTo("first");
        assertThat(finding(report, 1).getString("key")).isEqualTo("second");
    }

    @Test
    void damagedNoteOfScrubsIsWrittenAnew() throws IOException {
        await(store.engine().close());
        Files.writeString(folder.resolve("scrub"), "{\"since\": 7, nonsense");
        store.reopen();

        care().open();

        assertThat(Files.readString(folder.resolve("scrub")))
                .contains("\"since\"")
                .doesNotContain("nonsense");
    }

    @Test
    void checkOfAWholeStoreFindsNothing() {
        store.put("small", bytes(100, 1));
        store.put("large", bytes(LARGE, 2));
        upload("u", bytes(LARGE, 3));

        JsonObject report = checked();

        assertThat(report.getString("state")).isEqualTo("done");
        assertThat(report.getLong("problems")).isZero();
        assertThat(report.getLong("blobs")).isEqualTo(2);
        assertThat(report.getLong("records")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void checkFindsMissingAndShortenedBlobsAndOrphansAndChangesNothing() throws IOException {
        store.put("missing", bytes(LARGE, 1));
        store.put("short", bytes(LARGE, 2));
        Path orphan = makeOrphan();
        Files.delete(files("blobs").get(0));
        Path shortened = files("blobs").get(0);
        Files.write(shortened, Arrays.copyOf(Files.readAllBytes(shortened), LARGE));

        JsonObject report = checked();

        JsonObject counts = report.getJsonObject("counts");
        assertThat(counts.getLong("missing_blob")).isEqualTo(1);
        assertThat(counts.getLong("damaged_blob")).isEqualTo(1);
        assertThat(counts.getLong("orphan")).isEqualTo(1);
        assertThat(report.getLong("orphans")).isEqualTo(1);
        assertThat(report.getLong("orphan_bytes")).isEqualTo(Files.size(orphan));
    }

    /** A file of an earlier run that no record names; the search at the start has passed already. */
    private Path makeOrphan() throws IOException {
        store.reopen();
        await(store.engine().searched());
        Path orphan = files("blobs").get(0).resolveSibling("00000000000000ff");
        return Files.copy(files("blobs").get(0), orphan);
    }

    @Test
    void orphansAreListedFirstAndDeletedWhenTold() throws IOException {
        store.put("large", bytes(LARGE, 1));
        Path orphan = makeOrphan();
        store.put("of this run", bytes(LARGE, 2));

        JsonObject listed = await(care().orphans(false));
        assertThat(listed.getInteger("orphans")).isEqualTo(1);
        assertThat(listed.getBoolean("deleted")).isFalse();
        assertThat(listed.getJsonArray("blobs").getJsonObject(0).getString("blob"))
                .isEqualTo("00000000000000ff");
        assertThat(orphan).exists();

        assertThat(await(care().orphans(true)).getBoolean("deleted")).isTrue();
        store.settle();
        assertThat(orphan).doesNotExist();
        assertThat(await(care().orphans(false)).getInteger("orphans")).isZero();
        assertThat(store.get("large")).isEqualTo(bytes(LARGE, 1));
        assertThat(store.get("of this run")).isEqualTo(bytes(LARGE, 2));
    }

    @Test
    void compactionGivesBackTheRoomOfWhatWasDeleted() {
        for (int i = 0; i < 500; i++) {
            store.put("key-" + i, bytes(8_000, i));
        }
        await(care().compact(Order.START));
        long full = over(care()::compact).getLong("record_bytes");
        for (int i = 0; i < 500; i++) {
            await(store.engine().delete(name("key-" + i), Conditions.NONE));
        }

        await(care().compact(Order.START));
        JsonObject report = over(care()::compact);

        assertThat(report.getString("state")).isEqualTo("done");
        assertThat(full).isGreaterThan(3_000_000);
        assertThat(report.getLong("record_bytes")).isLessThan(full / 10);
        assertThat(report.getLong("stretches")).isEqualTo(report.getLong("of_stretches"));
    }

    @Test
    void whatIsNotUnderWayCannotBePausedAndAnUnknownOrderIsExplained() {
        assertThatThrownBy(() -> await(care().scrub(Order.PAUSE)))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no scrub is under way");
        assertThatThrownBy(() -> StoreCare.order("begin"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("start, pause, resume or cancel");
    }
}
