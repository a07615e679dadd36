package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.name;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.engine.VersionModel.Line;
import dev.cistern.node.engine.VersionModel.Version;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock.Bypass;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.VersionPage;
import dev.cistern.node.store.Versioning;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random writes, deletions, removals of versions and suspensions, over restarts, compared with a model. */
final class VersionScheduleTest {
    private static final long SEED = 20_261_125;
    private static final int BATCHES = 1_000;
    private static final int RESTART_EVERY = 125;
    /** Some are prefixes of others, hold the zero byte or fold at a slash. */
    private static final List<String> KEYS =
            List.of("a", "a\u0000", "a\u0000b", "a\u0001", "a/", "a/b", "a/c", "ab", "ü/x", "\uFFFF", "\uDBFF\uDFFF");

    private static final int BLOB_BYTES = StoreUnderTest.INLINE_MAX + 1_000;

    private final Path folder;
    private final StoreUnderTest store;
    private final Random random = new Random(SEED);
    private final VersionModel model = new VersionModel();
    private int marks;

    VersionScheduleTest(@TempDir Path root) {
        this.folder = root.resolve("data");
        this.store = new StoreUnderTest(folder);
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /** A step that is under way, and what it must come to, told in order of submission. */
    private record Step(Future<ObjectInfo> answer, Consumer<Optional<ObjectInfo>> expectation) {}

    @Test
    void storeHoldsWhatTheModelHolds() throws IOException {
        for (int batch = 0; batch < BATCHES; batch++) {
            // Until the first is enabled, the bucket is one without versions.
            if (batch > 60 && random.nextInt(40) == 0) {
                model.versioning = random.nextInt(3) == 0 ? Versioning.SUSPENDED : Versioning.ENABLED;
                String text = model.versioning == Versioning.ENABLED ? "Enabled" : "Suspended";
                await(store.engine().configure(BUCKET, BucketDocument.VERSIONING, Optional.of(text)));
            }
            run(1 + random.nextInt(8));
            compareListing();
            if (batch % RESTART_EVERY == RESTART_EVERY - 1) {
                store.reopen();
                compareAll();
            }
        }
        compareAll();
        await(store.engine().searched());
        await(store.engine().looked());
        assertThat(store.engine().figures().orphansRemoved()).isZero();
        assertThat(blobs()).isEqualTo(largeVersions());
        removeAll();
        await(store.engine().looked());
        assertThat(blobs()).isZero();
        await(store.engine().destroyBucket(BUCKET, Contents.MUST_BE_EMPTY));
    }

    /** All at once, so that several go into one round; the model follows in the same order. */
    private void run(int steps) {
        List<Step> running = new ArrayList<>();
        Map<String, List<Version>> before = Map.copyOf(model.byKey);
        store.run(() -> {
            for (int i = 0; i < steps; i++) {
                String key = KEYS.get(random.nextInt(KEYS.size()));
                int choice = random.nextInt(100);
                if (choice < 45) {
                    running.add(put(key, steps == 1));
                } else if (choice < 65) {
                    running.add(delete(key));
                } else if (choice < 90) {
                    running.add(remove(key, before.getOrDefault(key, List.of())));
                } else {
                    running.add(retag(key, before.getOrDefault(key, List.of())));
                }
            }
        });
        for (Step step : running) {
            Optional<ObjectInfo> answer;
            try {
                answer = Optional.of(await(step.answer));
            } catch (StoreException e) {
                assertThat(e.code()).isIn(Code.NO_SUCH_OBJECT, Code.NO_SUCH_VERSION, Code.IS_DELETE_MARKER);
                answer = Optional.empty();
            }
            step.expectation.accept(answer);
        }
    }

    private Step put(String key, boolean alone) {
        String mark = "m" + marks++;
        // Larger ones reach the committer by another thread, so their order is known only when they are alone.
        byte[] bytes = content(mark, alone && random.nextBoolean());
        Future<ObjectInfo> putting = store.engine()
                .put(StoreUnderTest.command(key, bytes.length, Conditions.NONE), FakeBody.of(bytes, bytes.length));
        return new Step(putting, answer -> {
            VersionId id = answer.orElseThrow().versionId();
            assertThat(id.equals(VersionId.NULL)).isEqualTo(model.versioning != Versioning.ENABLED);
            model.add(key, new Version(id, mark + (bytes.length > StoreUnderTest.INLINE_MAX ? "+" : "")));
        });
    }

    private Step delete(String key) {
        Future<ObjectInfo> deleting = store.engine().delete(name(key), Conditions.NONE);
        return new Step(deleting, answer -> {
            if (model.versioning == Versioning.OFF) {
                assertThat(answer.isPresent()).isEqualTo(model.latest(key).isPresent());
                model.remove(key, VersionId.NULL);
            } else {
                assertThat(answer.orElseThrow().isDeleteMarker()).isTrue();
                model.add(key, new Version(answer.get().versionId(), ""));
            }
        });
    }

    private Step remove(String key, List<Version> known) {
        VersionId id = any(known);
        Future<ObjectInfo> removing = store.engine()
                .delete(new DeleteCommand(new ObjectVersion(name(key), Optional.of(id)), Conditions.NONE, Bypass.NONE));
        return new Step(removing, answer -> {
            assertThat(answer.isPresent())
                    .as("%s %s", key, id)
                    .isEqualTo(model.find(key, id).isPresent());
            model.remove(key, id);
        });
    }

    private Step retag(String key, List<Version> known) {
        VersionId id = any(known);
        Future<ObjectInfo> retagging =
                store.engine().retag(new ObjectVersion(name(key), Optional.of(id)), Map.of("t", "x"));
        return new Step(retagging, answer -> assertThat(answer.isPresent())
                .as("%s %s", key, id)
                .isEqualTo(model.find(key, id)
                        .filter(version -> !version.isMarker())
                        .isPresent()));
    }

    private VersionId any(List<Version> known) {
        return known.isEmpty() || random.nextInt(5) == 0
                ? VersionId.NULL
                : known.get(random.nextInt(known.size())).id();
    }

    private void compareListing() {
        String prefix = List.of("", "a", "a/", "a\u0000", "\uDBFF\uDFFF", "zz").get(random.nextInt(6));
        String delimiter = List.of("", "/", "\u0000", "b").get(random.nextInt(4));
        List<Object> whole = model.listing(prefix, delimiter);
        Optional<ListVersions.Place> after = Optional.empty();
        if (random.nextBoolean() && !whole.isEmpty()) {
            Object line = whole.get(random.nextInt(whole.size()));
            after = Optional.of(
                    line instanceof Line version
                            ? new ListVersions.Place(
                                    version.key(),
                                    random.nextInt(4) == 0 ? Optional.empty() : Optional.of(version.id()))
                            : new ListVersions.Place((String) line, Optional.empty()));
        }
        ListVersions command = new ListVersions(BUCKET, prefix, delimiter, after, 1 + random.nextInt(6));
        List<Object> expected = VersionModel.after(command, whole);
        List<Object> listed = new ArrayList<>();
        Optional<ListVersions.Place> next = after;
        do {
            VersionPage page = await(
                    store.engine().listVersions(new ListVersions(BUCKET, prefix, delimiter, next, command.atMost())));
            List<Object> lines = lines(page);
            assertThat(lines.size() == command.atMost() || page.next().isEmpty())
                    .as("a page is full or the last")
                    .isTrue();
            assertThat(lines.isEmpty()).isEqualTo(listed.size() == expected.size() && expected.isEmpty());
            listed.addAll(lines);
            next = page.next();
        } while (next.isPresent());
        assertThat(listed).as("%s", command).isEqualTo(expected);
    }

    /** Versions and common prefixes of a page, in the order that the two have together. */
    private static List<Object> lines(VersionPage page) {
        List<Object> lines = new ArrayList<>(page.commonPrefixes());
        page.entries()
                .forEach(entry -> lines.add(new Line(
                        entry.object().name().key(),
                        entry.object().versionId(),
                        entry.object().isDeleteMarker(),
                        entry.latest())));
        lines.sort((one, other) -> VersionModel.compareBytes(key(one), key(other)));
        return lines;
    }

    private static String key(Object line) {
        return line instanceof Line version ? version.key() : (String) line;
    }

    private void compareAll() {
        List<String> current =
                await(store.engine().list(new ListCommand(BUCKET, "", "", Optional.empty(), 1_000))).objects().stream()
                        .map(object -> object.name().key())
                        .toList();
        assertThat(current)
                .isEqualTo(model.byKey.keySet().stream()
                        .filter(key -> model.latest(key).isPresent())
                        .toList());
        model.byKey.forEach((key, versions) -> {
            model.latest(key)
                    .ifPresent(latest -> assertThat(read(key, Optional.empty())).isEqualTo(latest.mark()));
            for (Version version : versions) {
                if (!version.isMarker()) {
                    assertThat(read(key, Optional.of(version.id()))).isEqualTo(version.mark());
                }
            }
        });
    }

    private String read(String key, Optional<VersionId> id) {
        byte[] bytes = store.read(await(store.onContext(() -> store.engine()
                .get(new GetCommand(
                        name(key), Optional.empty(), Conditions.NONE, Freshness.STORED, Form.REGIONS, id)))));
        String mark = new String(bytes, StandardCharsets.UTF_8).strip();
        return bytes.length > StoreUnderTest.INLINE_MAX ? mark + "+" : mark;
    }

    private static byte[] content(String mark, boolean large) {
        String text = large ? mark + " ".repeat(BLOB_BYTES) : mark;
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private void removeAll() {
        Map.copyOf(model.byKey).forEach((key, versions) -> List.copyOf(versions).forEach(version -> {
            ObjectVersion target = new ObjectVersion(name(key), Optional.of(version.id()));
            await(store.engine().delete(new DeleteCommand(target, Conditions.NONE, Bypass.NONE)));
        }));
        assertThat(await(store.engine().listVersions(new ListVersions(BUCKET, "", "", Optional.empty(), 10)))
                        .entries())
                .isEmpty();
    }

    private long largeVersions() {
        return model.byKey.values().stream()
                .flatMap(List::stream)
                .filter(version -> version.mark().endsWith("+"))
                .count();
    }

    private long blobs() {
        return store.blobs().size();
    }
}
