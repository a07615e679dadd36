package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.layers.Alert;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Holds {@code k8s/monitoring} against what the node exports and raises itself. */
final class MonitoringTest {
    private static final Path FOLDER = Path.of("..", "k8s", "monitoring");
    private static final Pattern METRIC = Pattern.compile("\\bcistern_[a-z_]+");

    private static String read(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file));
    }

    @SuppressWarnings("unchecked") // the file is ours, and a wrong shape fails the test
    private static Map<String, Map<String, Object>> rules() throws IOException {
        Map<String, Object> file = (Map<String, Object>)
                new Load(LoadSettings.builder().build()).loadFromString(read("cistern-connections.rules.yaml"));
        Map<String, Object> group = ((List<Map<String, Object>>) file.get("groups")).get(0);
        Map<String, Map<String, Object>> rules = new LinkedHashMap<>();
        ((List<Map<String, Object>>) group.get("rules")).forEach(rule -> rules.put((String) rule.get("alert"), rule));
        return rules;
    }

    @Test
    void rulesAreTheNodesOwnAlerts() throws IOException {
        assertThat(rules().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Alert.values()).map(Alert::label).toList());
    }

    @Test
    void rulesHaveTheWordsOfTheNodesAlerts() throws IOException {
        Map<String, Map<String, Object>> rules = rules();
        for (Alert alert : Alert.values()) {
            Map<?, ?> labels = (Map<?, ?>) rules.get(alert.label()).get("labels");
            Map<?, ?> words = (Map<?, ?>) rules.get(alert.label()).get("annotations");
            assertThat(labels.get("severity")).isEqualTo(alert.severity().label());
            assertThat(words.get("summary")).isEqualTo(alert.summary());
            assertThat(words.get("description")).asString().isNotBlank();
            assertThat(words.get("runbook_url"))
                    .isEqualTo("docs/connections.md#" + alert.label().toLowerCase(java.util.Locale.ROOT));
        }
    }

    @Test
    @SuppressWarnings("unchecked") // as above
    void everyRuleHasACaseThatFiresAndOneThatDoesNot() throws IOException {
        Map<String, Object> file = (Map<String, Object>)
                new Load(LoadSettings.builder().build()).loadFromString(read("cistern-connections.test.yaml"));
        Set<String> fires = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        for (Map<String, Object> test : (List<Map<String, Object>>) file.get("tests")) {
            for (Map<String, Object> rule : (List<Map<String, Object>>) test.get("alert_rule_test")) {
                boolean none = ((List<?>) rule.get("exp_alerts")).isEmpty();
                (none ? quiet : fires).add((String) rule.get("alertname"));
            }
        }

        assertThat(fires).isEqualTo(new TreeSet<>(rules().keySet()));
        assertThat(quiet).isEqualTo(fires);
    }

    @Test
    void rulesCasesAndDashboardNameMetricsThatTheNodeExports(@TempDir Path folder) throws Exception {
        Set<String> exported = BusyNode.metrics(folder);
        JsonObject dashboard = new JsonObject(read("cistern-connections.dashboard.json"));

        assertThat(metricsIn(read("cistern-connections.rules.yaml"))).isSubsetOf(exported);
        assertThat(metricsIn(read("cistern-connections.test.yaml"))).isSubsetOf(exported);
        assertThat(metricsIn(dashboard.encode())).hasSizeGreaterThan(10).isSubsetOf(exported);
    }

    private static Set<String> metricsIn(String text) {
        Set<String> names = new TreeSet<>();
        for (Matcher matcher = METRIC.matcher(text); matcher.find(); ) {
            names.add(matcher.group());
        }
        return names;
    }
}
