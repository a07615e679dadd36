package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class BucketsAndListingsTest {
    private final FakeNode node = new FakeNode();

    BucketsAndListingsTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    private void store(String... keys) {
        Stream.of(keys).forEach(key -> node.bucket("photos").put(key, key.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> names(CommandRun run) {
        return run.out().lines().map(line -> line.substring(38)).toList();
    }

    @Test
    void bucketIsMadeOnce() {
        CommandRun made = CommandRun.of(node, "bucket", "create", "photos");
        assertThat(made.exitCode()).isZero();
        assertThat(made.err()).isEqualTo("created photos\n");

        CommandRun again = CommandRun.of(node, "bucket", "create", "cistern://photos");

        assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(again.err()).isEqualTo("error: bucket 'photos' exists\n");
    }

    @Test
    void fullBucketIsRemovedByForceOnly() {
        store("a");

        assertThat(CommandRun.of(node, "bucket", "rm", "photos").err()).contains("is not empty");
        assertThat(node.hasBucket("photos")).isTrue();
        assertThat(CommandRun.of(node, "bucket", "rm", "photos", "--force").exitCode())
                .isZero();

        assertThat(node.hasBucket("photos")).isFalse();
    }

    @Test
    void bucketStatCountsObjectsAndBytes() {
        store("a", "bb", "c/d");

        assertThat(CommandRun.of(node, "bucket", "stat", "photos", "--json").out())
                .isEqualTo("""
                        {
                            "name": "photos",
                            "created": "2026-11-21T07:00:00Z",
                            "objects": 3,
                            "bytes": 6
                        }
                        """);
        assertThat(CommandRun.of(node, "bucket", "stat", "nothing").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void backendOfABucketIsShown() {
        store("a");
        String url = "http://127.0.0.1:8080/images/";
        assertThat(CommandRun.of(node, "bucket", "create", "images", "--backend", url)
                        .exitCode())
                .isZero();

        assertThat(CommandRun.of(node, "bucket", "ls").out())
                .containsPattern("BUCKET +CREATED +BACKEND\n")
                .containsPattern("images .* " + url + "\n")
                .containsPattern("photos .*Z\n");
        assertThat(CommandRun.of(node, "bucket", "stat", "images").out()).containsPattern("backend +" + url);
        assertThat(CommandRun.of(node, "bucket", "stat", "images", "--json").out())
                .contains("\"backend\": \"" + url + "\"");
    }

    @Test
    void whatIsKeptOfABackendIsChangedAndNothingWithoutOne() {
        node.answer("PATCH /v1/buckets/photos", 200, "{}");

        assertThat(CommandRun.of(node, "bucket", "set", "photos", "--keep-at-most", "2GiB", "--good-for", "always")
                        .exitCode())
                .isEqualTo(ExitCode.OK);
        assertThat(node.requests.get(node.requests.size() - 1)).startsWith("PATCH /v1/buckets/photos");
        assertThat(CommandRun.of(node, "bucket", "set", "photos").err())
                .contains("--durability, --keep-at-most or --good-for");
        assertThat(CommandRun.of(node, "bucket", "set", "photos", "--keep-at-most", "much")
                        .err())
                .contains("500MiB, 100GiB or unlimited");
        CommandRun without = CommandRun.of(node, "bucket", "create", "own", "--good-for", "1h");
        assertThat(without.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(without.err()).contains("give --backend URL too");
    }

    @Test
    void durabilityIsGivenAndTakenBackAndShown() {
        store("a");
        node.answer("PATCH /v1/buckets/photos", 200, "{}");

        assertThat(CommandRun.of(node, "bucket", "create", "scratch", "--durability", "os")
                        .exitCode())
                .isZero();
        assertThat(CommandRun.of(node, "bucket", "set", "photos", "--durability", "default")
                        .exitCode())
                .isZero();
        assertThat(CommandRun.of(node, "bucket", "set", "photos", "--durability", "never")
                        .err())
                .contains("write sync, os or default");

        node.answer("GET /v1/buckets", 200, """
                [{"name":"photos","created":"2026-11-21T07:00:00Z"},
                 {"name":"scratch","created":"2026-11-21T07:00:00Z","durability":"os"}]
                """);
        assertThat(CommandRun.of(node, "bucket", "ls").out()).isEqualTo("""
                BUCKET   CREATED               DURABILITY
                photos   2026-11-21T07:00:00Z
                scratch  2026-11-21T07:00:00Z  os
                """);
        assertThat(CommandRun.of(node, "bucket", "stat", "scratch").out()).containsPattern("durability +os\n");
    }

    @Test
    void bucketsAreListed() {
        store("a");

        assertThat(CommandRun.of(node, "ls").out()).isEqualTo("BUCKET  CREATED\nphotos  2026-11-21T07:00:00Z\n");
        assertThat(CommandRun.of(node, "bucket", "ls").out())
                .isEqualTo(CommandRun.of(node, "ls").out());
    }

    @Test
    void listingFoldsAtTheSlash() {
        store("b", "a/1", "a/2", "a-", "c/x");

        assertThat(names(CommandRun.of(node, "ls", "photos"))).containsExactly("a-", "a/", "b", "c/");
        assertThat(names(CommandRun.of(node, "ls", "photos/a/"))).containsExactly("a/1", "a/2");
        assertThat(names(CommandRun.of(node, "ls", "-r", "photos"))).containsExactly("a-", "a/1", "a/2", "b", "c/x");
    }

    @Test
    void longListingComesInPages() {
        Stream.iterate(0, n -> n + 1).limit(2_500).forEach(n -> store(String.format(Locale.ROOT, "%05d", n)));

        assertThat(names(CommandRun.of(node, "ls", "photos"))).hasSize(2_500).isSorted();
        assertThat(node.requests)
                .filteredOn(request -> request.startsWith("GET"))
                .hasSize(3);
        assertThat(names(CommandRun.of(node, "ls", "photos", "--limit", "1001")))
                .hasSize(1_001);
    }

    @Test
    void listingAsJsonIsOneArray() {
        store("a\nb", "c/d");

        CommandRun run = CommandRun.of(node, "ls", "photos", "--json");

        assertThat(FakeNode.parse(run.out()).elements()).hasSize(2);
        assertThat(run.out())
                .startsWith("[\n    {\"name\":\"a\\nb\",\"size\":3,\"modified\":\"2026-11-21T07:00:00.123Z\",\"md5\":")
                .endsWith(",\n    {\"prefix\":\"c/\"}\n]\n");
    }

    @Test
    void controlCharactersInKeysDoNotReachTheTerminal() {
        store("a\u001b[2Jb");

        assertThat(names(CommandRun.of(node, "ls", "photos"))).containsExactly("a\\u001b[2Jb");
    }

    @Test
    void removingATreeLeavesItsNeighbour() {
        store("a/1", "a/2", "ab");

        assertThat(CommandRun.of(node, "rm", "-r", "photos/a").exitCode()).isEqualTo(ExitCode.USAGE);
        CommandRun run = CommandRun.of(node, "rm", "-r", "--yes", "photos/a");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(node.bucket("photos")).containsOnlyKeys("ab");
    }

    @Test
    void removingNothingIsNotFound() {
        store("a");

        CommandRun run = CommandRun.of(node, "rm", "photos/b");

        assertThat(run.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(run.err()).isEqualTo("error: no object 'b' in bucket 'photos'\n");
    }

    @Test
    void objectIsDescribed() {
        store("a");

        CommandRun run = CommandRun.of(node, "stat", "cistern://photos/a", "--json");

        assertThat(run.out()).contains("\"size\": 1,").contains("\"md5\": \"0cc175b9c0f1b6a831c399e269772661\"");
        assertThat(CommandRun.of(node, "stat", "photos/b").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    }
}
