package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PutAndGetTest {
    private final Path directory;
    private final FakeNode node = new FakeNode();

    PutAndGetTest(@TempDir Path directory) throws IOException {
        this.directory = directory;
        node.bucket("photos");
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @CanIgnoreReturnValue
    private Path file(String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Map<String, String> contents(Path top) throws IOException {
        try (Stream<Path> files = Files.walk(top)) {
            Map<String, String> contents = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(top.relativize(file).toString(), FakeNode.md5(Files.readAllBytes(file)));
            }
            return contents;
        }
    }

    @Test
    void treeWithOddNamesComesBackByteForByte() throws IOException {
        String[] names = {
            "plain.txt",
            "with space",
            "a#b?c%d+e&f=g",
            "back\\slash",
            "new\nline",
            "smile 😀 é",
            ".hidden",
            "...",
            "~tilde",
            "percent%2Fslash",
            "deep/er/and/deeper",
            "empty",
            "-dash",
            "*[glob]",
            "\"quoted\"",
            "tab\there",
            "con:on"
        };
        for (String name : names) {
            file("in/" + name, name.equals("empty") ? new byte[0] : name.getBytes(StandardCharsets.UTF_8));
        }
        file("in/large", random(3_000_001));

        CommandRun put =
                CommandRun.of(node, "put", "-r", directory.resolve("in").toString(), "photos/p/");
        assertThat(put.exitCode()).as(put.err()).isZero();
        assertThat(put.err()).startsWith("put 18 files, 2.9 MiB in ");
        CommandRun get = CommandRun.of(
                node,
                "get",
                "-r",
                "cistern://photos/p",
                directory.resolve("out").toString());

        assertThat(get.exitCode()).as(get.err()).isZero();
        assertThat(contents(directory.resolve("out"))).isEqualTo(contents(directory.resolve("in")));
        assertThat(node.bucket("photos")).containsKeys("p/new\nline", "p/deep/er/and/deeper", "p/...");
    }

    @Test
    void keyThatWouldEscapeIsRefusedAndTheOthersCome() throws IOException {
        for (String key : new String[] {"../x", "/x", "a//b", "a/../../x", "ok/./x", "end/.."}) {
            node.bucket("photos").put(key, random(10));
        }
        node.bucket("photos").put("good/x", random(10));
        node.bucket("photos").put("marker/", new byte[0]);

        CommandRun get = CommandRun.of(
                node, "get", "-r", "photos", directory.resolve("out").toString());

        assertThat(get.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(get.err())
                .contains("failed: photos/../x: the key has the part '..'")
                .contains("6 failed");
        assertThat(contents(directory)).containsOnlyKeys("out/good/x");
        assertThat(directory.resolve("out/marker")).isDirectory();
    }

    @Test
    void oddKeyComesAloneIntoTheFileNamed() throws IOException {
        node.bucket("photos").put("a//../b", random(10));

        CommandRun get = CommandRun.of(
                node, "get", "photos/a//../b", directory.resolve("named").toString());

        assertThat(get.exitCode()).as(get.err()).isZero();
        assertThat(directory.resolve("named")).hasBinaryContent(random(10));
        assertThat(node.requests).contains("GET /v1/objects/photos/a//%2E%2E/b");
    }

    @Test
    void latestVersionIsAskedForWhenWanted() throws IOException {
        node.bucket("photos").put("a", random(10));

        CommandRun get = CommandRun.of(
                node, "get", "--latest", "photos/a", directory.resolve("a").toString());

        assertThat(get.exitCode()).as(get.err()).isZero();
        assertThat(node.requests).contains("GET /v1/objects/photos/a?latest-ver=true");
    }

    @Test
    void brokenDownloadGoesOnWhereItStopped() throws IOException {
        node.bucket("photos").put("big", random(100_000));
        node.brokenBodies.set(2);

        CommandRun get = CommandRun.of(
                node, "get", "photos/big", directory.resolve("big").toString());

        assertThat(get.exitCode()).as(get.err()).isZero();
        assertThat(directory.resolve("big")).hasBinaryContent(random(100_000));
        assertThat(contents(directory)).containsOnlyKeys("big");
    }

    @Test
    void nextRunContinuesAPartialFile() throws IOException {
        byte[] bytes = random(100_000);
        node.bucket("photos").put("big", bytes);
        file("big.cistern-part", Arrays.copyOf(bytes, 60_000));

        CommandRun get = CommandRun.of(
                node, "get", "photos/big", directory.resolve("big").toString());

        assertThat(get.err()).contains("got 1 file, 39.1 KiB");
        assertThat(contents(directory)).containsExactly(Map.entry("big", FakeNode.md5(bytes)));
    }

    @Test
    void partialFileOfAnotherObjectIsThrownAway() throws IOException {
        byte[] bytes = random(100_000);
        node.bucket("photos").put("big", bytes);
        file("big.cistern-part", random(60_000));

        CommandRun get = CommandRun.of(
                node, "get", "photos/big", directory.resolve("big").toString());

        assertThat(get.exitCode()).as(get.err()).isZero();
        assertThat(contents(directory)).containsExactly(Map.entry("big", FakeNode.md5(bytes)));
    }

    @Test
    void partialFileLongerThanTheObjectIsThrownAway() throws IOException {
        node.bucket("photos").put("small", random(10));
        file("small.cistern-part", random(60_000));

        CommandRun get = CommandRun.of(
                node, "get", "photos/small", directory.resolve("small").toString());

        assertThat(get.exitCode()).as(get.err()).isZero();
        assertThat(directory.resolve("small")).hasBinaryContent(random(10));
    }

    @Test
    void busyNodeIsAskedAgain() throws IOException {
        file("in/x", random(10));
        node.busyAnswers.set(2);

        CommandRun put =
                CommandRun.of(node, "put", "-r", directory.resolve("in").toString(), "photos");

        assertThat(put.exitCode()).as(put.err()).isZero();
        assertThat(node.bucket("photos")).containsOnlyKeys("x");
    }

    @Test
    void damagedUploadIsLoud() throws IOException {
        Path file = file("large", random(2_000_000));
        node.damagedUploads.set(1);

        CommandRun put = CommandRun.of(node, "put", file.toString(), "photos");

        assertThat(put.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(put.err()).contains("the node stored other bytes for photos/large than were sent");
    }

    @Test
    void linksAreFollowedAndCirclesLeftOut() throws IOException {
        file("in/real/x", random(10));
        Files.createSymbolicLink(directory.resolve("in/link"), directory.resolve("in/real"));
        Files.createSymbolicLink(directory.resolve("in/real/up"), directory.resolve("in"));
        Files.createSymbolicLink(directory.resolve("in/dangling"), directory.resolve("nothing"));

        CommandRun put =
                CommandRun.of(node, "put", "-r", directory.resolve("in").toString(), "photos");

        assertThat(node.bucket("photos")).containsOnlyKeys("real/x", "link/x");
        assertThat(put.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(put.err())
                .contains("dangling: the symbolic link leads nowhere")
                .contains("2 skipped, 1 failed");
    }

    @Test
    void existingIsSkippedOnlyWhereTheBytesAreTheSame() throws IOException {
        file("in/same", random(10));
        file("in/other", random(10));
        node.bucket("photos").put("same", random(10));
        node.bucket("photos").put("other", new byte[10]);

        CommandRun put = CommandRun.of(
                node, "put", "-r", "--skip-existing", directory.resolve("in").toString(), "photos");

        assertThat(put.err()).startsWith("put 1 file, 10 B in ").endsWith("1 skipped\n");
        assertThat(node.bucket("photos").get("other")).isEqualTo(random(10));
        CommandRun get = CommandRun.of(
                node,
                "get",
                "-r",
                "--skip-existing",
                "photos",
                directory.resolve("in").toString());
        assertThat(get.err()).contains("2 skipped");
    }

    @Test
    void standardStreamsServeAsFiles() {
        CommandRun put = CommandRun.with(node.endpoint(), "through a pipe", "put", "-", "photos/piped");
        assertThat(put.exitCode()).as(put.err()).isZero();

        CommandRun get = CommandRun.of(node, "get", "photos/piped", "-");

        assertThat(get.out()).isEqualTo("through a pipe");
        assertThat(get.err()).isEmpty();
    }

    @Test
    void severalSourcesGoBelowTheirOwnNames() throws IOException {
        file("a/x", random(1));
        file("b/x", random(2));
        Path single = file("single", random(3));

        CommandRun put = CommandRun.of(
                node,
                "put",
                "-r",
                directory.resolve("a").toString(),
                directory.resolve("b").toString(),
                single.toString(),
                "photos/all/");

        assertThat(put.exitCode()).as(put.err()).isZero();
        assertThat(node.bucket("photos")).containsOnlyKeys("all/a/x", "all/b/x", "all/single");
    }

    @Test
    void missingBucketIsSaidBeforeAnythingIsSent() throws IOException {
        Path file = file("x", random(1));

        CommandRun put = CommandRun.of(node, "put", file.toString(), "nothing");

        assertThat(put.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(put.err()).isEqualTo("error: no bucket is called 'nothing'\n");
    }

    @Test
    void directoryNeedsTheRecursiveFlag() {
        CommandRun put = CommandRun.of(node, "put", directory.toString(), "photos");

        assertThat(put.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(put.err()).contains("is a directory; add -r");
    }
}
