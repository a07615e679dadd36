package dev.cistern.conf.load;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads one YAML or JSON file into raw values that know their line. Nested sections and dotted keys mix freely. Confined
 * to one resolution.
 */
final class SettingsYaml {
    /** Deeper than any key, so a mapping that contains itself ends here. */
    private static final int MOST_DEPTH = 8;

    private static final LoadSettings LOAD = LoadSettings.builder()
            .setLabel("settings")
            .setMaxAliasesForCollections(50)
            .build();

    private final String file;
    private final Findings findings;
    private final Map<String, Integer> lineOfKey = new HashMap<>();

    private SettingsYaml(String file, Findings findings) {
        this.file = file;
        this.findings = findings;
    }

    static void read(FileText file, Findings findings) {
        new SettingsYaml(file.name(), findings).readText(file.text());
    }

    private void readText(String text) {
        try {
            String yaml = file.endsWith(".json") ? text.replace('\t', ' ') : text;
            Optional<Node> root = new Compose(LOAD).composeString(yaml);
            root.filter(node -> !isNull(node)).ifPresent(this::readRoot);
        } catch (MarkedYamlEngineException e) {
            boolean tab = e.getProblem().contains("TAB");
            findings.problem(
                    place(e.getProblemMark().or(e::getContextMark)),
                    null,
                    null,
                    tab ? "a tab cannot indent YAML" : "not YAML: " + e.getProblem(),
                    tab ? "indent with spaces" : "nothing of this file is used until it can be read");
        } catch (YamlEngineException e) {
            findings.problem(file, null, null, "not YAML: " + e.getMessage(), "");
        }
    }

    private void readRoot(Node root) {
        if (root instanceof MappingNode mapping) {
            readMapping("", mapping, 1);
        } else {
            findings.problem(
                    place(root.getStartMark()),
                    null,
                    null,
                    "not a list of settings",
                    "write lines like net.http.idle_conns: 2000");
        }
    }

    private void readMapping(String prefix, MappingNode mapping, int depth) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode name
                    && !name.getValue().isBlank()) {
                String key = prefix.isEmpty() ? name.getValue() : prefix + "." + name.getValue();
                readNode(key, name, tuple.getValueNode(), depth);
            } else {
                findings.problem(
                        place(tuple.getKeyNode().getStartMark()), null, null, "not a key", "write a key's name");
            }
        }
    }

    private void readNode(String key, Node name, Node value, int depth) {
        String place = place(name.getStartMark());
        if (value instanceof MappingNode mapping) {
            if (depth < MOST_DEPTH) {
                readMapping(key, mapping, depth + 1);
            } else {
                findings.problem(place, key, null, "nested too deeply", "no key has that many parts");
            }
        } else if (value instanceof ScalarNode scalar && !isNull(scalar)) {
            readScalar(key, name, scalar);
        } else if (value instanceof ScalarNode) {
            findings.problem(place, key, null, "has no value", "give it one, or put # before the line");
        } else {
            findings.problem(place, key, null, "a list where one value belongs", "write a single value");
        }
    }

    private void readScalar(String key, Node name, ScalarNode scalar) {
        int line = name.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
        @Nullable Integer before = lineOfKey.putIfAbsent(key, line);
        if (before != null) {
            findings.problem(
                    place(name.getStartMark()),
                    key,
                    scalar.getValue(),
                    "written twice, first on line " + before,
                    "keep one of them");
            return;
        }
        Origin origin = new Origin(Origin.Kind.FILE, file + ":" + line);
        findings.value(new RawValue(key, scalar.getValue(), origin, place(scalar.getStartMark())));
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    private String place(Optional<Mark> mark) {
        return mark.map(at -> file + ":" + (at.getLine() + 1) + ":" + (at.getColumn() + 1))
                .orElse(file);
    }
}
