package dev.cistern.node.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.cli.transfer.Tally.Count;
import dev.cistern.node.cli.transfer.Tally.Expected;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
    private static final long MIB = 1 << 20;

    @Test
    void lineTellsPartRateAndTimeLeft() {
        String line =
                ProgressBar.line(new Count(40, 1, 2, 50 * MIB), new Expected(200, 200 * MIB), Duration.ofSeconds(5));

        assertThat(line)
                .isEqualTo("[#####---------------]  25%  43/200 files  50.0 MiB/200.0 MiB  10.0 MiB/s  15s left");
    }

    @Test
    void lineWithoutAForesightTellsWhatIsDone() {
        String line = ProgressBar.line(new Count(40, 0, 0, 50 * MIB), new Expected(0, 0), Duration.ofSeconds(5));

        assertThat(line).isEqualTo("40 files  50.0 MiB  10.0 MiB/s");
    }

    @Test
    void partCountsFilesWhereThereAreNoBytes() {
        String line = ProgressBar.line(new Count(1, 0, 0, 0), new Expected(2, 0), Duration.ofSeconds(1));

        assertThat(line).startsWith("[##########----------]  50%  1/2 files").endsWith("1.0s left");
    }

    @Test
    void summaryLeavesOutWhatDidNotHappen() {
        assertThat(ProgressBar.summary("got", new Count(1, 0, 0, 2 * MIB), Duration.ofSeconds(2)))
                .isEqualTo("got 1 file, 2.0 MiB in 2.0s (1.0 MiB/s)");
        assertThat(ProgressBar.summary("put", new Count(5_000, 3, 1, 0), Duration.ofSeconds(2)))
                .isEqualTo("put 5,000 files, 3 skipped, 1 failed");
    }

    @Test
    void withoutATerminalThereAreOnlyNoticesAndTheSummary() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Tally tally = new Tally();
        AtomicLong nanos = new AtomicLong();
        ProgressBar bar = new ProgressBar(tally, new PrintStream(out, true, StandardCharsets.UTF_8), false, nanos::get);

        bar.start();
        for (int i = 0; i < 25; i++) {
            bar.failed("f\u001b" + i, "no");
        }
        tally.fileDone();
        nanos.set(Duration.ofSeconds(1).toNanos());
        bar.finish("put");

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .hasSize(22)
                .startsWith("failed: f\ufffd0: no")
                .endsWith("… and 5 more", "put 1 file, 25 failed");
    }

    @Test
    void quantitiesChangeTheirUnitInTime() {
        assertThat(Quantities.bytes(1023)).isEqualTo("1023 B");
        assertThat(Quantities.bytes(1536)).isEqualTo("1.5 KiB");
        assertThat(Quantities.bytes(MIB - 1)).isEqualTo("1.0 MiB");
        assertThat(Quantities.bytes(Long.MAX_VALUE)).isEqualTo("8.0 EiB");
        assertThat(Quantities.time(Duration.ofMillis(300))).isEqualTo("0.3s");
        assertThat(Quantities.time(Duration.ofSeconds(187))).isEqualTo("3m07s");
        assertThat(Quantities.time(Duration.ofMinutes(125))).isEqualTo("2h05m");
    }
}
