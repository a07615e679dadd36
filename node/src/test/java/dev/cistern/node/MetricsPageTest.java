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
    private static final Pattern ON_THE_PAGE = Pattern.compile("\\| `(cistern_[a-z_]+)`");
    private static final Pattern EXPORTED = Pattern.compile("(?m)^(cistern_[a-z_]+)[{ ]");

    @Test
    void everyMetricIsDescribedAndNoneIsInvented(@TempDir Path folder) throws Exception {
        try (RunningNode node = RunningNode.start(folder.resolve("data"))) {
            String exported = RunningNode.text(node.get("/_metrics"));
            String page = Files.readString(Path.of("..", "docs", "reference", "metrics.md"));

            assertThat(names(EXPORTED, exported)).isEqualTo(names(ON_THE_PAGE, page));
        }
    }

    private static Set<String> names(Pattern pattern, String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            names.add(matcher.group(1));
        }
        return names;
    }
}
