package dev.cistern.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.cistern.bench.crash.FileFaults.Errno;
import dev.cistern.bench.crash.FileFaults.Operation;
import dev.cistern.bench.crash.FileFaults.Rule;
import dev.cistern.bench.trial.Ran;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileFaultsTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Path folder;
    private final Trial trial;
    private FileFaults faults;

    @SuppressWarnings("NullAway.Init")
    FileFaultsTest(@TempDir Path folder) {
        this.folder = folder;
        this.trial = new Trial("faults", 1, folder, new PrintWriter(new StringWriter()));
    }

    @BeforeEach
    void compile() throws IOException, InterruptedException {
        Optional<FileFaults> made = FileFaults.make(trial, folder);
        assumeThat(made).as("a C compiler").isPresent();
        faults = made.orElseThrow();
    }

    @AfterEach
    void close() {
        trial.close();
    }

    @Test
    void readFailsAsOftenAsItIsToldAndOnlyBelowThePath() throws IOException, InterruptedException {
        Path bad =
                Files.writeString(Files.createDirectory(folder.resolve("bad")).resolve("file"), "text");
        Path good = Files.writeString(folder.resolve("good"), "text");
        faults.begin(Rule.once(Operation.READ, Errno.EIO, folder.resolve("bad")));

        assertThat(run("cat", good.toString()).said()).isEqualTo("text");
        assertThat(run("cat", bad.toString()).said()).contains("Input/output error");
        assertThat(run("cat", bad.toString()).said()).isEqualTo("text");
        assertThat(faults.failed()).isEqualTo(1);
        assertThat(faults.calls(Operation.READ)).isPositive();
    }

    @Test
    void writeFailsAfterThoseThatAreSpared() throws IOException, InterruptedException {
        Path file = folder.resolve("file");
        faults.begin(Rule.always(Operation.WRITE, Errno.ENOSPC, folder).after(2));

        assertThat(run("dd", "if=/dev/zero", "of=" + file, "bs=1k", "count=5").said())
                .contains("No space left on device");
        assertThat(file).hasSize(2048);
        faults.end();
        assertThat(run("dd", "if=/dev/zero", "of=" + file, "bs=1k", "count=5").status())
                .isZero();
    }

    @Test
    void syncThatFailsLosesWhatWasWrittenSinceTheLastAndTheNextDoesNotSayIt() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("file"), "old.");
        faults.begin(Rule.once(Operation.SYNC, Errno.EIO, folder));

        assertThat(append("new.", file).said()).contains("Input/output error");
        assertThat(file).hasContent("old.\0\0\0\0");
        assertThat(append("more", file).status()).isZero();
        assertThat(file).hasContent("old.\0\0\0\0more");
        assertThat(faults.lostBytes()).isEqualTo(4);
    }

    @Test
    void syncThatIsDoneAgainSaysThatAllIsWell() throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("file"), "old.");
        faults.begin(Rule.once(Operation.SYNC, Errno.AGAIN, folder));

        assertThat(append("new.", file).status()).isZero();
        assertThat(file).hasContent("old.\0\0\0\0");
    }

    private Ran append(String text, Path file) throws IOException, InterruptedException {
        Path input = Files.writeString(folder.resolve("input"), text);
        return run("dd", "if=" + input, "of=" + file, "oflag=append", "conv=notrunc,fsync");
    }

    private Ran run(String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("env", "LC_ALL=C"));
        words.addAll(faults.words());
        words.addAll(List.of(command));
        return Ran.within(PATIENCE, words);
    }
}
