package dev.cistern.conf.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SettingsYamlTest {

    @Test
    void nestedSectionsAndDottedKeysMixFreely() throws Exception {
        ResolvedSettings settings = new SettingsCase()
                .file("a.yaml", "net:\n  http.idle_conns: 7\n  http:\n    max_conns: 9\nlog.level: warn\n")
                .resolve();

        assertThat(settings.settings().peers().idleConns()).isEqualTo(7);
        assertThat(settings.settings().server().maxConns()).isEqualTo(9);
        assertThat(settings.entry("log.level").orElseThrow().origin()).hasToString("file a.yaml:5");
    }

    @Test
    void jsonIsReadWithItsLinesAndTabs() throws Exception {
        SettingEntry entry = new SettingsCase()
                .file("a.json", "{\n\t\"net\": {\n\t\t\"http.idle_conns\": 7\n\t}\n}\n")
                .entry("net.http.idle_conns");

        assertThat(entry.configured()).isEqualTo("7");
        assertThat(entry.origin()).hasToString("file a.json:3");
    }

    @Test
    void fileOfCommentsAloneSetsNothing() throws Exception {
        assertThat(new SettingsCase().file("a.yaml", "# nothing\n").resolve()).isEqualTo(new SettingsCase().resolve());
    }

    @Test
    void textThatIsNotYamlIsReportedWithItsPlace() {
        assertThat(new SettingsCase().file("a.yaml", "net:\n\thttp: 5\n").problems())
                .singleElement()
                .hasToString("a.yaml:2:1: a tab cannot indent YAML; indent with spaces");
        assertThat(new SettingsCase().file("a.yaml", "net: [1, 2\n").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).startsWith("a.yaml:2:1: not YAML: "));
        assertThat(new SettingsCase().file("a.yaml", "just words\n").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("not a list of settings"));
    }

    @Test
    void keyWrittenTwiceIsReportedInWhateverForm() {
        assertThat(new SettingsCase()
                        .file("a.yaml", "net.http.idle_conns: 1\nnet:\n  http:\n    idle_conns: 2\n")
                        .problems())
                .singleElement()
                .hasToString("a.yaml:4:5: net.http.idle_conns = 2: written twice, first on line 1; keep one of them");
    }

    @Test
    void wrongShapesAreReported() {
        assertThat(new SettingsCase()
                        .file("a.yaml", "net.http.idle_conns: [1]\nlog.level:\nstore: 5\n? [x]\n: 1\n")
                        .problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "a.yaml:1:1: net.http.idle_conns: a list where one value belongs; write a single value",
                        "a.yaml:2:1: log.level: has no value; give it one, or put # before the line",
                        "a.yaml:3:8: store = 5: no such setting;"
                                + " store is a section; name one of its keys, like store.data_dir",
                        "a.yaml:4:3: not a key; write a key's name");
    }

    @Test
    void mappingThatContainsItselfEnds() {
        assertThat(new SettingsCase().file("a.yaml", "net: &a\n  http: *a\n").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.reason()).isEqualTo("nested too deeply"));
    }
}
