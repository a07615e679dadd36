package dev.cistern.conf.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ResolverTest {
    private static final String KEY = "net.http.idle_conns";
    private static final String VARIABLE = "CISTERN_NET_HTTP_IDLE_CONNS";

    @Test
    void higherSourceWinsAndTellsWhereItIsFrom() throws Exception {
        SettingsCase settings = new SettingsCase();
        assertThat(settings.entry(KEY).origin()).hasToString("default");

        settings.file("a.yaml", "net.http.idle_conns: 1");
        assertThat(settings.entry(KEY).origin()).hasToString("file a.yaml:1");

        settings.file("b.yaml", "net:\n  http:\n    idle_conns: 2\n");
        assertThat(settings.entry(KEY).origin()).hasToString("file b.yaml:3");

        settings.variable(VARIABLE, "3");
        assertThat(settings.entry(KEY).origin()).hasToString("environment " + VARIABLE);

        settings.assign("net.http.idle_conns=4");
        assertThat(settings.entry(KEY).origin()).hasToString("command line --set net.http.idle_conns=4");

        settings.override(Origin.Kind.CLUSTER_OVERRIDE, KEY, "5");
        assertThat(settings.entry(KEY).origin()).hasToString("cluster override by ann");

        settings.override(Origin.Kind.NODE_OVERRIDE, KEY, "6");
        assertThat(settings.entry(KEY).origin()).hasToString("node override by ann");
        assertThat(settings.entry(KEY).configured()).isEqualTo("6");
    }

    @Test
    void everyKeyThatNamesNoFileOfTlsCanBeSetToSomethingElse() throws Exception {
        Map<String, String> others = others();
        SettingsCase settings = new SettingsCase();
        others.forEach((key, value) -> settings.assign(key + "=" + value));

        ResolvedSettings resolved = settings.resolve();

        assertThat(others.keySet())
                .containsExactlyInAnyOrderElementsOf(Keys.list().stream()
                        .filter(ResolverTest::namesNoPemFile)
                        .map(Key::name)
                        .toList());
        assertThat(resolved.entries().stream().filter(entry -> others.containsKey(entry.key())))
                .allSatisfy(entry -> assertThat(entry.effective())
                        .as(entry.key())
                        .isEqualTo(others.get(entry.key()))
                        .isNotEqualTo(entry.defaultValue()));
    }

    @Test
    void eachKeyReachesTheTree() throws Exception {
        String defaults = new SettingsCase().resolve().settings().toString();
        Map<String, String> others = others();
        others.remove("net.http.strict");
        for (Map.Entry<String, String> other : others.entrySet()) {
            String tree = new SettingsCase()
                    .assign(other.getKey() + "=" + other.getValue())
                    .resolve()
                    .settings()
                    .toString();

            assertThat(tree).as(other.getKey()).isNotEqualTo(defaults);
        }
    }

    @Test
    void allProblemsAreReportedAtOnce() {
        SettingsCase settings = new SettingsCase()
                .file("a.yaml", "net.http.idle_cons: 5\nnet.http.max_conns: many\nstore:\n  inline_max: 1GiB\n")
                .variable("CISTERN_TRANSPORT_IDLE_TIMEOUT_MS", "0")
                .assign("log.level=loud")
                .assign("nonsense");

        assertThat(settings.problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "a.yaml:1:21: net.http.idle_cons = 5: no such setting; did you mean net.http.idle_conns?",
                        "a.yaml:2:21: net.http.max_conns = many: not a whole number; write a whole number, like 100",
                        "a.yaml:4:15: store.inline_max = 1GiB: out of range; use 0 to 64KiB",
                        "CISTERN_TRANSPORT_IDLE_TIMEOUT_MS: transport.idle_timeout_ms = 0:"
                                + " value must be greater than zero; use 1 to 86400000",
                        "--set log.level=loud: log.level = loud: no such choice;"
                                + " use one of error, warn, info, debug, trace",
                        "--set nonsense: not key=value; write it like net.http.idle_conns=2000");
    }

    @Test
    void floodOfProblemsIsCutAndCounted() {
        StringBuilder flood = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            flood.append("wrong").append(i).append(": ").append("x".repeat(300)).append('\n');
        }

        List<Problem> problems =
                new SettingsCase().file("a.yaml", flood.toString()).problems();

        assertThat(problems).hasSize(101).last().hasToString("settings: and 4900 more problems; mend these first");
        assertThat(problems.get(0).value()).hasSize(201);
    }

    @Test
    void valueThatLosesIsCheckedToo() {
        assertThat(new SettingsCase()
                        .file("a.yaml", "net.http.idle_conns: -7")
                        .assign("net.http.idle_conns=5")
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("out of range"));
    }

    @Test
    void keyThatNeedsARestartKeepsItsEffectiveValueWhileRunning() throws Exception {
        ResolvedSettings running = new SettingsCase().resolve();
        Resolver resolver =
                new Resolver(new Sources(List.of(), Map.of(), List.of("store.threads=8", "log.level=warn")), 0);

        ResolvedSettings now = resolver.resolve(FilesRead.NONE, List.of(), running);

        SettingEntry threads = now.entry("store.threads").orElseThrow();
        assertThat(threads.configured()).isEqualTo("8");
        assertThat(threads.effective()).isEqualTo("0");
        assertThat(threads.reason()).isEqualTo("takes effect after a restart");
        assertThat(now.settings().store().threads()).isZero();
        assertThat(now.entry("log.level").orElseThrow().effective()).isEqualTo("warn");
    }

    /** For every key a value that is valid, not the default, and not clamped when all are set together. */
    private static Map<String, String> others() {
        Map<String, String> others = new LinkedHashMap<>();
        for (Key<?> key :
                Keys.list().stream().filter(ResolverTest::namesNoPemFile).toList()) {
            others.put(
                    key.name(),
                    switch (key.type().label()) {
                        case "duration" -> key.name().endsWith("idle_conn_time") ? "7s" : "1m1s";
                        case "milliseconds" -> "4321";
                        case "count" -> key.name().endsWith("idle_conns") ? "999" : "99";
                        case "size" -> key.name().startsWith("transport.") ? "2MiB" : "8KiB";
                        case "boolean" -> key.defaultText().equals("true") ? "false" : "true";
                        case "path" -> "elsewhere";
                        case "folders" -> "/srv/elsewhere:2";
                        case "address" -> "0.0.0.0:80";
                        case "addresses" -> "127.0.0.1:81";
                        case "name" -> "other";
                        default -> lastChoice(key);
                    });
        }
        others.put("net.http.idle_memory", "30MiB");
        others.put("store.buffer_bytes", "3MiB");
        others.put("store.compact_below_percent", "50");
        others.put("store.compact_rate", "1MiB");
        others.put("cluster.repair_rate", "2MiB");
        others.put("store.cache_bytes", "5MiB");
        return others;
    }

    /** Those that do are read when they are set; {@code TlsFilesTest} sets them to files that are there. */
    private static boolean namesNoPemFile(Key<?> key) {
        return !key.name().endsWith("_file");
    }

    private static String lastChoice(Key<?> key) {
        String range = key.type().range();
        return range.substring(range.lastIndexOf(' ') + 1);
    }
}
