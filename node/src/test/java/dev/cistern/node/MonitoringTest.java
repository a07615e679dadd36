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
import java.util.Locale;
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

    @SuppressWarnings("unchecked") // the files are ours, and a wrong shape fails the test
    private static JsonObject yaml(String file) throws IOException {
        Object read = new Load(LoadSettings.builder().build()).loadFromString(read(file));
        return new JsonObject((Map<String, Object>) read);
    }

    private static Map<String, JsonObject> rules() throws IOException {
        Map<String, JsonObject> rules = new LinkedHashMap<>();
        JsonObject group =
                yaml("cistern-connections.rules.yaml").getJsonArray("groups").getJsonObject(0);
        objects(group, "rules").forEach(rule -> rules.put(rule.getString("alert"), rule));
        return rules;
    }

    private static List<JsonObject> objects(JsonObject of, String name) {
        return of.getJsonArray(name).stream().map(JsonObject.class::cast).toList();
    }

    @Test
    void rulesAreTheNodesOwnAlerts() throws IOException {
        assertThat(rules().keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Alert.values()).map(Alert::label).toList());
    }

    @Test
    void rulesHaveTheWordsOfTheNodesAlerts() throws IOException {
        Map<String, JsonObject> rules = rules();
        for (Alert alert : Alert.values()) {
            JsonObject rule = rules.getOrDefault(alert.label(), new JsonObject());
            assertThat(rule.getJsonObject("labels").getString("severity"))
                    .isEqualTo(alert.severity().label());
            JsonObject words = rule.getJsonObject("annotations");
            assertThat(words.getString("summary")).isEqualTo(alert.summary());
            assertThat(words.getString("description")).isNotBlank();
            assertThat(words.getString("runbook_url"))
                    .isEqualTo("docs/connections.md#" + alert.label().toLowerCase(Locale.ROOT));
        }
    }

    @Test
    void everyRuleHasACaseThatFiresAndOneThatDoesNot() throws IOException {
        Set<String> fires = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        for (JsonObject test : objects(yaml("cistern-connections.test.yaml"), "tests")) {
            for (JsonObject rule : objects(test, "alert_rule_test")) {
                boolean none = rule.getJsonArray("exp_alerts").isEmpty();
                (none ? quiet : fires).add(rule.getString("alertname"));
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
