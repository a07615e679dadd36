package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.SegmentSettings;
import dev.cistern.node.engine.care.DiskFigures;
import dev.cistern.node.engine.care.DiskFigures.State;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DrainTest {
    private final ManyDisks disks;

    DrainTest(@TempDir Path root) throws IOException {
        this.disks = new ManyDisks(root);
    }

    @AfterEach
    void close() {
        disks.close();
    }

    private void drain(Path disk) {
        var unused = StoreUnderTest.await(disks.store().engine().care().disks().drain(disk.toString()));
    }

    private JsonObject progress() {
        return disks.json().getJsonArray("disks").getJsonObject(1).getJsonObject("drain");
    }

    @Test
    void drainedDiskIsEmptyGetsNothingAndMayBeLeftOut() {
        List<String> keys = disks.fill(disks.data(), disks.b(), disks.c());
        long there = ManyDisks.files(disks.b());

        drain(disks.b());

        disks.awaitState(disks.b(), State.DRAINED);
        assertThat(ManyDisks.files(disks.b())).isZero();
        assertThat(progress().getLong("of_blobs")).isEqualTo(there);
        assertThat(progress().getLong("moved_blobs")).isEqualTo(there);
        for (int i = 0; i < 30; i++) {
            disks.store().put("more-" + i, ManyDisks.body("more-" + i));
        }
        assertThat(ManyDisks.files(disks.b())).isZero();
        disks.assertAllThere(keys);
        disks.store().use(ManyDisks.of(disks.c()));
        assertThat(disks.store().engine().care().disks().figures()).hasSize(2);
        disks.store().reopen();
        disks.assertAllThere(keys);
        assertThat(disks.store().engine().care().disks().figures()).hasSize(2);
    }

    @Test
    void drainGoesOnAfterARestart() {
        List<String> keys = disks.fill(disks.data(), disks.b(), disks.c());
        var settings = StoreUnderTest.settings(disks.data()).with(disks.bAndC());
        var unused =
                StoreUnderTest.await(disks.store().engine().apply(settings.with(new SegmentSettings(0, 60, 64 << 10))));
        drain(disks.b());
        assertThat(disks.figures(disks.b()).state()).isEqualTo(State.DRAINING);

        disks.stop();
        disks.start();

        disks.awaitState(disks.b(), State.DRAINED);
        assertThat(ManyDisks.files(disks.b())).isZero();
        disks.assertAllThere(keys);
    }

    @Test
    void undrainedDiskGetsBodiesAgain() {
        List<String> unused = disks.fill(disks.b());
        drain(disks.b());
        disks.awaitState(disks.b(), State.DRAINED);

        var ended = StoreUnderTest.await(
                disks.store().engine().care().disks().undrain(disks.b().toString()));

        assertThat(disks.figures(disks.b()).state()).isEqualTo(State.OK);
        assertThat(disks.fill(disks.b())).isNotEmpty();
        assertThat(ended).isNotNull();
    }

    @Test
    void damagedBodyStaysWhereItIsAndIsSaid() throws IOException {
        List<String> keys = disks.fill(disks.b());
        Path damaged;
        try (Stream<Path> all = Files.walk(disks.b().resolve("blobs"))) {
            damaged = all.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        try (FileChannel file = FileChannel.open(damaged, StandardOpenOption.WRITE)) {
            assertThat(file.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 100))
                    .isEqualTo(4);
        }

        drain(disks.b());

        ManyDisks.await(
                () -> ManyDisks.files(disks.b()) == 1 && progress().getLong("damaged") == 1,
                () -> assertThat(progress().encode()).isEmpty());
        assertThat(disks.figures(disks.b()).state()).isEqualTo(State.DRAINING);
        assertThat(damaged).exists();
        assertThat(keys).isNotEmpty();
    }

    @Test
    void dataFolderAndUnknownFoldersAreNotDrained() {
        for (String path : List.of(disks.data().toString(), "/nowhere")) {
            assertThatThrownBy(() -> StoreUnderTest.await(
                            disks.store().engine().care().disks().drain(path)))
                    .isInstanceOfSatisfying(
                            StoreException.class, e -> assertThat(e.code()).isEqualTo(Code.INVALID_ARGUMENT));
        }
    }

    @Test
    void diskThatFailsWhileItIsDrainedGoesOnWhenItIsBack() throws IOException {
        List<String> keys = disks.fill(disks.b());
        Path away = disks.data().resolveSibling("away");
        Files.move(disks.b(), away);
        disks.awaitState(disks.b(), State.FAILED);
        drain(disks.b());
        assertThat(disks.figures(disks.b()).state()).isEqualTo(DiskFigures.State.FAILED);

        Files.move(away, disks.b());

        disks.awaitState(disks.b(), State.DRAINED);
        disks.assertAllThere(keys);
    }
}
