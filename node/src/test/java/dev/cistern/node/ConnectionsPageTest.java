package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import dev.cistern.net.CloseReason;
import dev.cistern.node.layers.Alert;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/connections.md} against the code: its tests, settings and reasons exist, and none is left out. */
final class ConnectionsPageTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+Test)#(\\w+)`");
    private static final Pattern REASON_ROW = Pattern.compile("(?m)^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\|");
    private static final Pattern SETTING = Pattern.compile("`((?:net\\.http|transport)\\.\\w+)");
    private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");

    @Test
    void everyTestThatThePageNamesExists() throws IOException {
        Map<String, String> tests = tests();

        assertThat(found(TEST, page()).stream().filter(named -> !exists(named, tests)))
                .as("tests that are named and do not exist")
                .isEmpty();
    }

    @Test
    void everyReasonForACloseIsExplained() throws IOException {
        Set<String> explained = new TreeSet<>();
        String table = section(page(), "## How to read the view");
        for (Matcher row = REASON_ROW.matcher(table); row.find(); ) {
            explained.addAll(found(WORD, row.group(1)));
        }

        assertThat(explained)
                .isEqualTo(Arrays.stream(CloseReason.values())
                        .map(CloseReason::label)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyAlertHasItsSection() throws IOException {
        String page = page();

        assertThat(Arrays.stream(Alert.values()).filter(alert -> !page.contains("\n### " + alert.label() + "\n")))
                .as("alerts without a section")
                .isEmpty();
    }

    @Test
    void everySettingThatThePageNamesExists() throws IOException {
        Set<String> known = Keys.list().stream().map(Key::name).collect(Collectors.toSet());

        assertThat(found(SETTING, page()).stream().filter(name -> !name.endsWith("_") && !known.contains(name)))
                .as("settings that are named and do not exist")
                .isEmpty();
    }

    @Test
    void everySettingOfTheLayersIsExplained() throws IOException {
        String page = page();

        assertThat(Keys.list().stream()
                        .map(Key::name)
                        .filter(name -> name.startsWith("net.http.") || name.startsWith("transport."))
                        .map(name -> name.replaceFirst("^(net\\.http\\.backend_|net\\.http\\.|transport\\.)", ""))
                        .filter(name -> !page.contains(name)))
                .as("settings that the page does not mention")
                .isEmpty();
    }

    private static boolean exists(String named, Map<String, String> tests) {
        String[] parts = named.split("#", 2);
        return tests.getOrDefault(parts[0], "").contains(" " + parts[1] + "(");
    }

    private static String page() throws IOException {
        return Files.readString(ROOT.resolve("docs/connections.md"));
    }

    private static String section(String page, String heading) {
        int from = page.indexOf(heading + "\n");
        int to = page.indexOf("\n## ", from + heading.length());
        return page.substring(from, to < 0 ? page.length() : to);
    }

    /** What the groups of a pattern match, joined by {@code #}. */
    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
            found.add(matcher.groupCount() == 1 ? matcher.group(1) : matcher.group(1) + "#" + matcher.group(2));
        }
        return found;
    }

    /** The text of all test classes of one name, by name. */
    private static Map<String, String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> file.toString().contains("/src/test/"))
                    .collect(Collectors.toMap(
                            file -> file.getFileName().toString().replace(".java", ""),
                            ConnectionsPageTest::text,
                            String::concat));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
