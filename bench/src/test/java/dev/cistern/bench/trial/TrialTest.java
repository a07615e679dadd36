package dev.cistern.bench.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialTest {
    private final StringWriter output = new StringWriter();

    private final Path folder;

    TrialTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void passesWhenEveryFactHolds() {
        try (Trial trial = newTrial()) {
            trial.check("water is wet", true, "drops");

            assertThat(trial.conclude()).isTrue();
        }
        assertThat(output.toString()).contains("sample: PASS 1 facts hold, 0 fail, 0 skipped; seed 5");
    }

    @Test
    void failsWhenOneFactFails() {
        try (Trial trial = newTrial()) {
            trial.check("water is wet", true, "drops");
            trial.check("water is dry", false, "drops");

            assertThat(trial.conclude()).isFalse();
        }
        assertThat(output.toString()).contains("sample: FAIL 1 facts hold, 1 fail");
    }

    @Test
    void failsWhenNothingWasTried() {
        try (Trial trial = newTrial()) {
            trial.skip("water is wet", "no water");

            assertThat(trial.conclude()).isFalse();
        }
    }

    @Test
    void cleansUpInReverseOrderAlsoAfterAFailure() {
        List<String> closed = new ArrayList<>();
        Trial trial = newTrial();
        trial.keep(() -> closed.add("first"));
        trial.keep(() -> {
            throw new IllegalStateException("stuck");
        });
        trial.keep(() -> closed.add("last"));

        trial.close();

        assertThat(closed).containsExactly("last", "first");
        assertThat(output.toString()).contains("stuck");
        assertThat(Files.exists(trial.folder())).isFalse();
    }

    @Test
    void chanceIsTheSameForOneSeedAndPurpose() {
        try (Trial one = newTrial();
                Trial two = newTrial()) {
            assertThat(one.random("a").nextLong()).isEqualTo(two.random("a").nextLong());
            assertThat(one.random("a").nextLong()).isNotEqualTo(one.random("b").nextLong());
        }
    }

    @Test
    void tableAlignsItsColumns() {
        Table table = new Table("name", "n");
        table.add("longer name", "1");

        assertThat(table.aligned()).isEqualTo("name         n\nlonger name  1\n");
        assertThat(table.markdown()).isEqualTo("| name | n |\n|---|---|\n| longer name | 1 |\n");
    }

    private Trial newTrial() {
        return new Trial("sample", 5, folder, new PrintWriter(output));
    }
}
