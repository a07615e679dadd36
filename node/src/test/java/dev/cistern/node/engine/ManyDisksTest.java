package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.DiskFolders;
import dev.cistern.node.engine.care.DiskFigures;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManyDisksTest {
    private final Path root;
    private final ManyDisks disks;

    ManyDisksTest(@TempDir Path root) throws IOException {
        this.root = root;
        this.disks = new ManyDisks(root);
    }

    @AfterEach
    void close() {
        disks.close();
    }

    @Test
    void bodiesLieOnAllDisksAndAreFoundAlsoAfterARestart() {
        List<String> keys = disks.fill(disks.data(), disks.b(), disks.c());
        disks.assertAllThere(keys);

        disks.store().reopen();

        disks.assertAllThere(keys);
        assertThat(disks.store().blobs()).hasSize(keys.size());
    }

    @Test
    void bodiesWhoseLengthNobodyTellsLieOnAllDisksToo() {
        for (int i = 0; i < 60; i++) {
            PutCommand command = new PutCommand(
                    StoreUnderTest.name("k" + i), OptionalLong.empty(), List.of(), Conditions.NONE, Map.of(), Map.of());
            var unused = StoreUnderTest.await(
                    disks.store().putting(command, FakeBody.of(ManyDisks.body("k" + i), 8 * 1024)));
        }

        assertThat(ManyDisks.files(disks.data())).isPositive();
        assertThat(ManyDisks.files(disks.b())).isPositive();
        assertThat(ManyDisks.files(disks.c())).isPositive();
    }

    @Test
    void deletedBodiesGoFromWhereverTheyLie() {
        List<String> keys = disks.fill(disks.data(), disks.b(), disks.c());

        for (String key : keys) {
            var unused = StoreUnderTest.await(disks.store().engine().delete(StoreUnderTest.name(key), Conditions.NONE));
        }

        assertThat(disks.store().blobs()).isEmpty();
        assertThat(ManyDisks.files(disks.b())).isZero();
        assertThat(ManyDisks.files(disks.c())).isZero();
    }

    @Test
    void diskThatIsGoneIsTakenOutAndOthersGoOnUntilItIsBack() throws IOException {
        List<String> keys = disks.fill(disks.data(), disks.b(), disks.c());
        Files.move(disks.b(), root.resolve("away"));

        List<String> readable = disks.readable(keys);
        assertThat(readable.size()).isBetween(4, keys.size() - 2);
        disks.awaitState(disks.b(), DiskFigures.State.FAILED);
        for (int i = 0; i < 30; i++) {
            disks.store().put("while-away-" + i, ManyDisks.body("while-away-" + i));
        }
        assertThat(disks.store().engine().figures().writable()).isTrue();
        int lost = keys.size() - readable.size();
        ManyDisks.await(
                () -> disks.json().getJsonObject("unreadable").getInteger("blobs") == lost,
                () -> assertThat(disks.json().encode()).isEmpty());
        assertThat(disks.json().getJsonObject("unreadable").getInteger("bytes")).isEqualTo(lost * ManyDisks.BODY);
        Files.move(root.resolve("away"), disks.b());

        disks.awaitState(disks.b(), DiskFigures.State.OK);
        disks.assertAllThere(keys);
        assertThat(disks.json().getJsonObject("unreadable").getInteger("blobs")).isZero();
    }

    @Test
    void diskThatTakesNoWritesIsReadAndEmptiedByCopies() throws IOException {
        List<String> keys = disks.fill(disks.data(), disks.b(), disks.c());
        long there = ManyDisks.files(disks.b());
        // As one that turned read-only: the file that it is tried with cannot be written.
        Path probe = Files.createDirectories(disks.b().resolve("blobs").resolve("probe"));
        var letter = Files.writeString(probe.resolve("letter"), "x");
        disks.suspect(disks.b());

        disks.awaitState(disks.b(), DiskFigures.State.FAILED);
        assertThat(disks.figures(disks.b()).readable()).isTrue();
        disks.assertAllThere(keys);
        for (int i = 0; i < 30; i++) {
            disks.store().put("more-" + i, ManyDisks.body("more-" + i));
        }
        assertThat(ManyDisks.files(disks.b())).isEqualTo(there);
        var care = disks.store().engine().care().disks();
        var unused = StoreUnderTest.await(care.drain(disks.b().toString()));
        ManyDisks.await(
                () -> ManyDisks.files(disks.data()) + ManyDisks.files(disks.c()) == keys.size() + 30,
                () -> assertThat(disks.json().encode()).isEmpty());

        Files.delete(letter);
        Files.delete(probe);
        disks.awaitState(disks.b(), DiskFigures.State.DRAINED);
        assertThat(ManyDisks.files(disks.b())).isZero();
        disks.assertAllThere(keys);
    }

    @Test
    void folderLeftEmptyWhereADiskWasIsNotTheDisk() throws IOException {
        List<String> keys = disks.fill(disks.b());
        Files.move(disks.b(), root.resolve("away"));
        Files.createDirectories(disks.b());

        disks.awaitState(disks.b(), DiskFigures.State.FAILED);
        assertThat(disks.figures(disks.b()).trouble().orElseThrow()).contains("not mounted there");
        disks.stop();
        disks.start();
        assertThat(disks.figures(disks.b()).state()).isEqualTo(DiskFigures.State.FAILED);
        assertThat(disks.readable(keys)).hasSizeLessThan(keys.size());
        assertThat(disks.b()).isEmptyDirectory();

        Files.delete(disks.b());
        Files.move(root.resolve("away"), disks.b());
        disks.awaitState(disks.b(), DiskFigures.State.OK);
        disks.assertAllThere(keys);
    }

    @Test
    void startWithADiskMissingForgetsNothing() throws IOException {
        List<String> keys = disks.fill(disks.b(), disks.c());
        disks.stop();
        Files.move(disks.b(), root.resolve("away"));

        disks.start();
        StoreUnderTest.await(disks.store().engine().searched());
        List<String> readable = disks.readable(keys);
        assertThat(readable.size()).isLessThan(keys.size());
        String gone =
                keys.stream().filter(key -> !readable.contains(key)).findFirst().orElseThrow();
        var unused = StoreUnderTest.await(disks.store().engine().delete(StoreUnderTest.name(gone), Conditions.NONE));
        long before = ManyDisks.files(root.resolve("away"));

        Files.move(root.resolve("away"), disks.b());
        disks.awaitState(disks.b(), DiskFigures.State.OK);
        List<String> left = keys.stream().filter(key -> !key.equals(gone)).toList();
        disks.assertAllThere(left);
        ManyDisks.await(() -> ManyDisks.files(disks.b()) == before - 1, () -> assertThat(ManyDisks.files(disks.b()))
                .isEqualTo(before - 1));
    }

    @Test
    void diskMayBeMountedElsewhere() throws IOException {
        List<String> keys = disks.fill(disks.b(), disks.c());
        Path other = root.resolve("other");
        Files.move(disks.b(), other);

        disks.store().use(ManyDisks.of(other, disks.c()));

        assertThat(disks.figures(other).state()).isEqualTo(DiskFigures.State.OK);
        disks.assertAllThere(keys);
    }

    @Test
    void diskThatIsNotEmptyIsNotLeftOutAndOneThatIsIs() {
        List<String> keys = disks.fill(disks.b());
        DiskFolders onlyC = ManyDisks.of(disks.c());

        List<String> problems = problems(onlyC);
        assertThat(problems).singleElement().asString().contains("drain " + disks.b());
        disks.store().use(onlyC);
        assertThat(disks.figures(disks.b()).state()).isEqualTo(DiskFigures.State.UNLISTED);
        long before = ManyDisks.files(disks.b());
        for (int i = 0; i < 30; i++) {
            disks.store().put("more-" + i, ManyDisks.body("more-" + i));
        }
        assertThat(ManyDisks.files(disks.b())).isEqualTo(before);
        disks.assertAllThere(keys);

        for (String key : keys) {
            var unused = StoreUnderTest.await(disks.store().engine().delete(StoreUnderTest.name(key), Conditions.NONE));
        }
        ManyDisks.await(
                () -> disks.json().getJsonArray("disks").size() == 2,
                () -> assertThat(disks.json().encode()).isEmpty());
    }

    private List<String> problems(DiskFolders wanted) {
        var settings = StoreUnderTest.settings(disks.data());
        return StoreUnderTest.await(
                disks.store().engine().problems(settings.with(disks.bAndC()), settings.with(wanted)));
    }

    @Test
    void foldersThatAreNoDiskAreRefusedAndSaid() throws IOException {
        Path full = Files.createDirectories(root.resolve("full"));
        var unused = Files.writeString(full.resolve("letter"), "x");

        assertThat(problems(ManyDisks.of(disks.b(), disks.c(), full)))
                .singleElement()
                .asString()
                .contains("holds 'letter'");
        assertThat(problems(ManyDisks.of(disks.b(), disks.c(), root.resolve("none"))))
                .singleElement()
                .asString()
                .contains("no such folder");
        assertThat(problems(ManyDisks.of(disks.b(), disks.c(), disks.data().resolve("inside"))))
                .singleElement()
                .asString()
                .contains("data folder");
        disks.store().use(ManyDisks.of(disks.b(), disks.c(), full));
        assertThat(disks.figures(full).state()).isEqualTo(DiskFigures.State.REFUSED);
    }

    @Test
    void diskOfAnotherStoreIsRefused() throws IOException {
        try (ManyDisks others = new ManyDisks(Files.createDirectories(root.resolve("others")))) {
            assertThat(problems(ManyDisks.of(disks.b(), disks.c(), others.b())))
                    .singleElement()
                    .asString()
                    .contains("another store");
        }
    }

    @Test
    void diskThatIsGivenUpMayBeReplaced() throws IOException {
        List<String> keys = disks.fill(disks.b(), disks.c());
        var care = disks.store().engine().care();
        assertThatThrownBy(
                        () -> StoreUnderTest.await(care.disks().forget(disks.b().toString())))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
        Files.move(disks.b(), root.resolve("broken"));
        Files.createDirectories(disks.b());
        disks.awaitState(disks.b(), DiskFigures.State.FAILED);

        var unused = StoreUnderTest.await(care.disks().forget(disks.b().toString()));
        ManyDisks.await(
                () -> Files.exists(disks.b().resolve("disk")),
                () -> assertThat(disks.b().resolve("disk")).exists());
        disks.awaitState(disks.b(), DiskFigures.State.OK);

        String lost = keys.stream().filter(key -> !isThere(key)).findFirst().orElseThrow();
        assertThatThrownBy(() -> disks.store().get(lost))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.CORRUPT));
    }

    private boolean isThere(String key) {
        try {
            return disks.store().get(key).length == ManyDisks.BODY;
        } catch (StoreException e) {
            return false;
        }
    }
}
