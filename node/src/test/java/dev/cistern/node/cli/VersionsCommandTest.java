package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VersionsCommandTest {
    private static final String ID = "7ffffffffffffff5e220a8397b1dcdaf";

    private final FakeNode node = new FakeNode();

    VersionsCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    private void list(String token) {
        node.answer("GET /v1/versions/photos", 200, """
                {"versioning": "enabled", "continuation_token": "%s", "prefixes": [], "entries": [
                  {"name": "tom", "version_id": "%s", "latest": true, "delete_marker": true, "size": "0",
                   "checksum": "", "modified": "2026-11-21T07:00:00.123Z"},
                  {"name": "tom", "version_id": "null", "latest": false, "delete_marker": false, "size": "2048",
                   "checksum": "d41d8cd98f00b204e9800998ecf8427e", "modified": "2026-11-20T07:00:00.123Z"}]}
                """.formatted(token, ID));
    }

    @Test
    void versionsAreListedNewestFirst() {
        list("");
        CommandRun run = CommandRun.of(node, "versions", "ls", "photos", "t");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "2026-11-21T07:00:00.123Z     deleted  " + ID + "  latest  tom",
                        "2026-11-20T07:00:00.123Z     2.0 KiB  null                                      tom");
        assertThat(node.requests).last().asString().contains("prefix=t");
    }

    @Test
    void listingAsJsonIsOneArray() {
        list("");
        CommandRun run = CommandRun.of(node, "versions", "ls", "photos", "--json");

        assertThat(FakeNode.parse(run.out()).elements()).hasSize(2);
        assertThat(run.out())
                .startsWith("[\n    {\"name\":\"tom\",\"version\":\"" + ID + "\",\"latest\":true,\"deleted\":true,")
                .endsWith("\"size\":2048,\"md5\":\"d41d8cd98f00b204e9800998ecf8427e\"}\n]\n");
    }

    @Test
    void limitEndsAListingThatGoesOn() {
        list("more");
        CommandRun run = CommandRun.of(node, "versions", "ls", "photos", "--limit", "3");

        assertThat(run.out().lines()).hasSize(4);
        assertThat(node.requests).hasSize(2);
        assertThat(node.requests.get(1)).contains("limit=1&", "continuation_token=more");
    }

    @Test
    void versionsAreEnabledAndSuspended() {
        node.answer("PUT /v1/versions/photos", 200, "{\"versioning\":\"enabled\"}");
        CommandRun run = CommandRun.of(node, "versions", "enable", "photos");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEqualTo("versions of photos are enabled\n");
        node.answer("PUT /v1/versions/photos", 409, "{\"message\":\"bucket 'photos' has object lock\"}");
        assertThat(CommandRun.of(node, "versions", "suspend", "photos").err()).contains("has object lock");
    }

    @Test
    void oneVersionIsFetchedAndRemoved(@TempDir Path folder) throws IOException {
        node.bucket("photos").put("tom", "meow".getBytes(StandardCharsets.UTF_8));
        Path file = folder.resolve("before.jpg");
        CommandRun got = CommandRun.of(node, "versions", "get", "photos/tom", ID, file.toString());

        assertThat(got.exitCode()).as(got.err()).isZero();
        assertThat(Files.readString(file)).isEqualTo("meow");
        assertThat(node.requests).allMatch(request -> request.endsWith("version_id=" + ID));
        assertThat(CommandRun.of(node, "versions", "get", "photos/tom", ID, "-").out())
                .isEqualTo("meow");
        assertThat(CommandRun.of(node, "versions", "rm", "photos/tom", ID).exitCode())
                .isZero();
        assertThat(node.requests).last().isEqualTo("DELETE /v1/objects/photos/tom?version_id=" + ID);
        assertThat(CommandRun.of(node, "versions", "rm", "photos", ID).exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}
