package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.cli.remote.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobCommandTest {
    private static final String DONE =
            "{\"id\":\"3\",\"state\":\"done\",\"done\":4,\"skipped\":1,\"failed\":0,\"bytes\":2048,"
                    + "\"order\":{\"kind\":\"prefetch\",\"bucket\":\"photos\",\"prefix\":\"a/\"}}";

    private final FakeNode node = new FakeNode();

    JobCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void jobIsStartedAndItsIdPrinted() {
        node.answer("POST /v1/jobs", 200, DONE);

        CommandRun run = CommandRun.of(node, "job", "prefetch", "photos", "--prefix", "a/", "--dry-run");

        assertThat(run.out()).isEqualTo("3\n");
        assertThat(run.err()).contains("job 3, prefetch of photos: done, 4 done (2.0 KiB), 1 skipped, 0 failed");
    }

    @Test
    void waitingForAJobEndsWithIt() {
        node.answer("POST /v1/jobs", 200, DONE);
        node.answer("GET /v1/jobs/3", 200, DONE.replace("\"failed\":0", "\"failed\":2"));

        CommandRun run = CommandRun.of(node, "job", "evict", "photos", "--wait");

        assertThat(run.out()).contains("2 failed");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void progressTellsHowMuchOfItIsDoneAndForWhatItWaits() {
        Json job = Json.of(Map.of(
                "done", Json.of(500),
                "skipped", Json.of(100),
                "failed", Json.of(12),
                "bytes", Json.of(3 << 20),
                "of", Json.of(1_224),
                "waits_for", Json.of("the cloud")));

        assertThat(JobStart.progress(job))
                .isEqualTo("612 of 1,224 (50 %) objects, 3.0 MiB, 12 failed; waits: the cloud");
    }

    @Test
    void jobsAreListedShownAndTold() {
        node.answer("GET /v1/jobs", 200, "[" + DONE + "]");
        node.answer("GET /v1/jobs/3", 200, DONE.replace("\"order\"", "\"troubles\":[\"a/1: gone\"],\"order\""));
        node.answer("POST /v1/jobs/3", 200, DONE);

        assertThat(CommandRun.of(node, "job", "ls").out()).contains("prefetch").contains("photos");
        assertThat(CommandRun.of(node, "job", "show", "3").out()).contains("a/1: gone");
        assertThat(CommandRun.of(node, "job", "pause", "3").err()).contains("job 3");
    }

    @Test
    void moreKeysThanAJobTakesAreRefusedWithWhatToDo(@TempDir Path folder) throws IOException {
        Path keys = folder.resolve("keys");
        String unused = Files.writeString(keys, "some/key\n".repeat(30_000)).toString();

        CommandRun run = CommandRun.of(node, "job", "evict", "photos", "--keys-from", keys.toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("a job takes 240").contains("--prefix");
    }

    @Test
    void moreThanOneSelectionIsRefused() {
        CommandRun run = CommandRun.of(node, "job", "evict", "photos", "--prefix", "a", "--template", "{1..2}");

        assertThat(run.err()).contains("one of --prefix, --keys-from and --template");
    }
}
