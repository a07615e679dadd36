package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class StoreDisksCommandTest {
    private static final String DISKS = """
            {"disks":[{"path":"/srv/a","id":"","state":"ok","weight":1,"total_bytes":4096,"free_bytes":2048,"space":"low",
            "first":true,"share_percent":25.0},
            {"path":"/srv/b","id":"0b","state":"STATE","weight":3,"total_bytes":8192,"free_bytes":1024,"space":"ok","first":false,
            "share_percent":75.0,"drain":{"of_blobs":4,"of_bytes":4096,"moved_blobs":1,"moved_bytes":1024,"damaged":2,"waiting":1}}],
            "unreadable":{"blobs":0,"bytes":0,"counted":true}}""";
    private static final String FAILED = """
            {"disks":[{"path":"/srv/b","id":"0b","state":"failed","weight":3,"total_bytes":0,"free_bytes":0,"space":"ok",
            "first":false,"share_percent":0.0,"trouble":"Read-only\\u001b file system"}],
            "unreadable":{"blobs":5,"bytes":10240,"counted":false}}""";

    private final FakeNode node = new FakeNode();

    StoreDisksCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void disksAreShownWithStateRoomShareAndProgress() {
        node.answer("GET /v1/store/disks", 200, DISKS.replace("STATE", "draining"));

        CommandRun run = CommandRun.of(node, "store", "disks");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsPattern("/srv/a +ok, low +1 +4.0 KiB +2.0 KiB +25.0 % +the data folder")
                .containsPattern("/srv/b +draining +3 +8.0 KiB +1.0 KiB +75.0 % +0b")
                .contains("/srv/b: 1 of 4 blobs moved, 1.0 KiB of 4.0 KiB; 2 damaged")
                .contains("1 of uploads that have not ended");
        assertThat(CommandRun.of(node, "store", "disks", "--json").out()).contains("\"share_percent\": 75.0");
    }

    @Test
    void failedDiskIsSaidAndItsExitCodeTells() {
        node.answer("GET /v1/store/disks", 200, FAILED);

        CommandRun run = CommandRun.of(node, "store", "disks");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .contains("/srv/b: Read-only\\u001b file system")
                .contains("5 blobs, 10.0 KiB, cannot be read here now; they are being counted");
    }

    @Test
    void drainWaitsUntilTheDiskIsEmpty() {
        node.answer("POST /v1/store/disks", 200, DISKS.replace("STATE", "draining"));
        node.answer("GET /v1/store/disks", 200, DISKS.replace("STATE", "drained"));

        CommandRun run = CommandRun.of(node, "store", "disks", "drain", "/srv/b/");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("is empty; it may be taken out of store.disks");
        CommandRun begun = CommandRun.of(node, "store", "disks", "drain", "/srv/b", "--no-wait");
        assertThat(begun.exitCode()).isZero();
        assertThat(begun.out()).contains("/srv/b is draining; 1 of 4 blobs moved");
    }

    @Test
    void otherOrdersAreGivenAndRefusalsSaid() {
        node.answer("POST /v1/store/disks", 200, DISKS.replace("STATE", "ok"));
        assertThat(CommandRun.of(node, "store", "disks", "undrain", "/srv/b").out())
                .contains("/srv/b has new bodies again");
        assertThat(CommandRun.of(node, "store", "disks", "forget", "/srv/b").out())
                .contains("/srv/b is given up");

        node.answer("POST /v1/store/disks", 400, "{\"code\":\"INVALID_ARGUMENT\",\"message\":\"/srv/b works\"}");
        CommandRun refused = CommandRun.of(node, "store", "disks", "forget", "/srv/b");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(CommandRun.of(node, "store", "disks", "drain").exitCode()).isEqualTo(2);
    }
}
