package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code docs/reference/metrics.md} against what a node exports. */
final class MetricsPageTest {
    private static final Pattern ON_THE_PAGE = Pattern.compile("(?m)^\\| `(cistern_[a-z_]+)`");

    @Test
    void everyMetricIsDescribedAndNoneIsInvented(@TempDir Path folder) throws Exception {
        String page = Files.readString(Path.of("..", "docs", "reference", "metrics.md"));
        Set<String> described = new TreeSet<>();
        for (Matcher matcher = ON_THE_PAGE.matcher(page); matcher.find(); ) {
            described.add(matcher.group(1));
        }

        assertThat(BusyNode.metrics(folder)).isEqualTo(described);
    }
}
