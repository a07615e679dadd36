package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreCommandTest {
    private static final String WELL = """
            {"state":"done","done_bytes":2048,"of_bytes":2048,"seconds":1.0,"bytes_per_second":2048,"problems":0,"healed":0,
            "findings":[],"findings_left_out":0,"records":3,"blobs":2,"orphans":0,"orphan_bytes":0,
            "record_bytes_before":4096,"record_bytes":1024,"stretches":2,"of_stretches":2,"last":null,"next":null}""";
    private static final String BAD = """
            {"state":"done","done_bytes":1,"of_bytes":1,"bytes_per_second":1,"problems":2,"healed":1,"findings":[
            {"problem":"damaged_blob","bucket":"photos","key":"a\\u001b/b","version":"0123","blob":"00ff","what":"bad block","healed":false},
            {"problem":"missing_blob","bucket":"photos","key":"c","blob":"0100","what":"no file","healed":true}],
            "findings_left_out":7,"records":1,"blobs":2,"orphans":0,"orphan_bytes":0,"last":null,"next":null}""";

    private final FakeNode node = new FakeNode();

    StoreCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void usageShowsBucketsDiskAndFolder() {
        node.answer("GET /v1/store/usage", 200, """
                {"buckets":[{"bucket":"photos","objects":3,"bytes":2048,"versions":1,"version_bytes":10,"delete_markers":4,
                "uploads":1,"parts":2,"part_bytes":1024},{"bucket":"","being_removed":true,"objects":1,"bytes":1,"versions":0,
                "version_bytes":0,"delete_markers":0,"uploads":0,"parts":0,"part_bytes":0}],
                "disk":{"state":"low","free_bytes":1048576,"total_bytes":2097152,"promised_bytes":0,"free_warn_bytes":2000000,
                "free_min_bytes":1000,"free_stop_bytes":500},"blobs":{"count":1,"body_bytes":2048},
                "records":{"file_bytes":100,"dead_bytes":50,"unflushed_bytes":7,"inline_bytes":9,"damaged":2},
                "folder":[{"name":"blobs","files":1,"bytes":2100}],
                "disks":[{"path":"/srv/b","state":"ok","files":7,"bytes":3072}]}""");

        CommandRun run = CommandRun.of(node, "store", "usage");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .containsPattern("photos +3 +2.0 KiB +1 +10 B +4 +1 +2 +1.0 KiB")
                .contains("(being removed)")
                .contains("disk: low, 1.0 MiB free of 2.0 MiB")
                .contains("DAMAGED: 2 records")
                .containsPattern("blobs +1 +2.1 KiB")
                .containsPattern("/srv/b +7 +3.0 KiB");
        assertThat(CommandRun.of(node, "store", "usage", "--json").out()).contains("\"free_min_bytes\": 1000");
    }

    @Test
    void scrubIsStartedAndToldAndFailsWhereDamageIsLeft() {
        node.answer("POST /v1/store/scrub", 200, WELL);
        node.answer("GET /v1/store/scrub", 200, BAD);

        CommandRun started = CommandRun.of(node, "store", "scrub");
        assertThat(started.exitCode()).isZero();
        assertThat(started.out()).contains("scrub: done, 100 % of 2.0 KiB").contains("0 problems found");
        CommandRun status = CommandRun.of(node, "store", "scrub", "status");
        assertThat(status.exitCode()).isEqualTo(1);
        assertThat(status.out())
                .contains("damaged_blob  photos/a\\u001b/b version 0123  blob 00ff: bad block\n")
                .contains("missing_blob  photos/c  blob 0100: no file (healed)")
                .contains("and 7 more")
                .contains("2 problems found, 1 healed");
        var unused = CommandRun.of(node, "store", "scrub", "pause");
        assertThat(node.requests).anyMatch(request -> request.startsWith("POST /v1/store/scrub"));
        assertThat(CommandRun.of(node, "store", "scrub", "begin").exitCode()).isEqualTo(2);
    }

    @Test
    void checkWaitsAndItsExitCodeTells() {
        node.answer("POST /v1/store/check", 200, WELL.replace("\"done\"", "\"running\""));
        node.answer("GET /v1/store/check", 200, WELL);
        assertThat(CommandRun.of(node, "store", "check").out())
                .contains("3 records and 2 blobs looked at")
                .contains("records and files belong together");

        node.answer("GET /v1/store/check", 200, BAD);
        CommandRun bad = CommandRun.of(node, "store", "check");
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.out()).contains("NOT all is as it ought to be");
    }

    @Test
    void compactTellsWhatItGaveBack() {
        node.answer("POST /v1/store/compact", 200, WELL);

        assertThat(CommandRun.of(node, "store", "compact", "--wait").out())
                .contains("records: 4.0 KiB before, 1.0 KiB now; 2 of 2 stretches");
    }

    @Test
    void dryRunOfOrphansOnlyAsks() {
        String found = "{\"orphans\":2,\"bytes\":2048,\"deleted\":false,\"left_to_repair\":false,\"blobs\":"
                + "[{\"blob\":\"00ff\",\"bytes\":1024}],\"blobs_left_out\":1}";
        node.answer("GET /v1/store/orphans", 200, found);
        node.answer("POST /v1/store/orphans", 200, found.replace("\"deleted\":false", "\"deleted\":true"));

        assertThat(CommandRun.of(node, "store", "orphans", "--dry-run").out())
                .contains("00ff  1.0 KiB")
                .contains("and 1 more")
                .contains("2 orphans, 2.0 KiB would be deleted");
        assertThat(node.requests).noneMatch(request -> request.startsWith("POST"));
        assertThat(CommandRun.of(node, "store", "orphans").out()).contains("2 orphans, 2.0 KiB deleted");
    }

    @Test
    void folderThatIsNoneIsNotMade(@TempDir Path folder) {
        CommandRun none = CommandRun.of(
                node, "store", "check", "--data", folder.resolve("no").toString());
        assertThat(none.exitCode()).isEqualTo(1);
        assertThat(none.err()).contains("has no file 'format'");
        assertThat(folder.resolve("no")).doesNotExist();
    }
}
