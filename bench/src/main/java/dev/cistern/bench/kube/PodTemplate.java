package dev.cistern.bench.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the StatefulSet says of its pods, as kubelet would carry it out. */
final class PodTemplate {
    private final Map<?, ?> spec;
    private final String settings;

    private PodTemplate(Map<?, ?> spec, String settings) {
        this.spec = spec;
        this.settings = settings;
    }

    /** Reads the StatefulSet and the ConfigMap of a folder. */
    static PodTemplate read(Path folder) throws IOException {
        Map<?, ?> set = document(folder.resolve("statefulset.yaml"));
        Map<?, ?> configMap = document(folder.resolve("configmap.yaml"));
        return new PodTemplate(
                map(map(map(set, "spec"), "template"), "spec"),
                String.valueOf(map(configMap, "data").get("cistern.yaml")));
    }

    private static Map<?, ?> document(Path file) throws IOException {
        Load load = new Load(LoadSettings.builder().setLabel(file.toString()).build());
        return (Map<?, ?>) load.loadFromString(Files.readString(file));
    }

    /** The file in the ConfigMap. */
    String settings() {
        return settings;
    }

    int user() {
        return Integer.parseInt(String.valueOf(map(spec, "securityContext").get("runAsUser")));
    }

    /** Seconds from the signal to the end, after which it is killed. */
    int graceSeconds() {
        return Integer.parseInt(String.valueOf(spec.get("terminationGracePeriodSeconds")));
    }

    /** What runs before anything else, with its environment. */
    Container first(Map<String, String> known) {
        return container(list(spec, "initContainers"), known);
    }

    Container main(Map<String, String> known) {
        return container(list(spec, "containers"), known);
    }

    /** The command that is given to the container before it is told to end. */
    List<String> preStop() {
        Map<?, ?> container = (Map<?, ?>) list(spec, "containers").get(0);
        return words(list(map(map(map(container, "lifecycle"), "preStop"), "exec"), "command"));
    }

    String readinessPath() {
        Map<?, ?> container = (Map<?, ?>) list(spec, "containers").get(0);
        return String.valueOf(map(map(container, "readinessProbe"), "httpGet").get("path"));
    }

    /**
     * A program to run.
     *
     * @param words its command line; without a command of its own it is the image's, {@code cistern}
     * @param mounts names of volumes by where they are mounted
     */
    record Container(List<String> words, Map<String, String> environment, Map<String, String> mounts) {}

    /** @param known what the environment takes from elsewhere: {@code metadata.name}, and {@code SECRET/KEY} */
    private static Container container(List<?> containers, Map<String, String> known) {
        Map<?, ?> container = (Map<?, ?>) containers.get(0);
        List<String> words = new ArrayList<>();
        if (container.containsKey("command")) {
            words.addAll(words(list(container, "command")));
        } else {
            words.add("cistern");
        }
        if (container.containsKey("args")) {
            words.addAll(words(list(container, "args")));
        }
        Map<String, String> mounts = new LinkedHashMap<>();
        for (Object each : list(container, "volumeMounts")) {
            Map<?, ?> mount = (Map<?, ?>) each;
            mounts.put(String.valueOf(mount.get("mountPath")), String.valueOf(mount.get("name")));
        }
        return new Container(words, environment(list(container, "env"), known), mounts);
    }

    private static Map<String, String> environment(List<?> variables, Map<String, String> known) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (Object each : variables) {
            Map<?, ?> variable = (Map<?, ?>) each;
            String value = variable.containsKey("value")
                    ? String.valueOf(variable.get("value"))
                    : known.getOrDefault(source(map(variable, "valueFrom")), "");
            for (Map.Entry<String, String> before : environment.entrySet()) {
                value = value.replace("$(" + before.getKey() + ")", before.getValue());
            }
            environment.put(String.valueOf(variable.get("name")), value);
        }
        return environment;
    }

    private static String source(Map<?, ?> from) {
        if (from.containsKey("fieldRef")) {
            return String.valueOf(map(from, "fieldRef").get("fieldPath"));
        }
        Map<?, ?> secret = map(from, "secretKeyRef");
        return secret.get("name") + "/" + secret.get("key");
    }

    private static List<String> words(List<?> list) {
        return list.stream().map(String::valueOf).toList();
    }

    private static Map<?, ?> map(Map<?, ?> in, String key) {
        if (in.get(key) instanceof Map<?, ?> found) {
            return found;
        }
        throw missing(in, key);
    }

    private static List<?> list(Map<?, ?> in, String key) {
        if (in.get(key) instanceof List<?> found) {
            return found;
        }
        throw missing(in, key);
    }

    private static IllegalArgumentException missing(Map<?, ?> in, String key) {
        return new IllegalArgumentException("there is no '" + key + "' in " + in.keySet());
    }
}
