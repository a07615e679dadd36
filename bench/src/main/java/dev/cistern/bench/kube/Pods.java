package dev.cistern.bench.kube;

import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.node.Subnet;
import dev.cistern.bench.speed.Tools;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * The pods of the StatefulSet: each with an address of its own, another one after each start, under a name that a name server
 * knows. Started and ended by one thread; others may look.
 */
final class Pods implements AutoCloseable {
    static final String DOMAIN = "cistern.svc.cluster.local";
    private static final String SERVICE = "cistern-peers";
    private static final int PORT = 7070;
    private static final Duration LONGEST_PROBE = Duration.ofSeconds(1);

    private final Trial trial;
    private final PodTemplate template;
    private final Subnet subnet;
    private final Secrets secrets;
    private final Path image;
    private final Map<String, Pod> pods = new ConcurrentSkipListMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LONGEST_PROBE).build();

    /**
     * What is not in the manifests.
     *
     * @param known secrets' values by {@code SECRET/KEY}
     * @param peers the folder that is the secret {@code cistern-peers}
     */
    record Secrets(Map<String, String> known, Path peers) {}

    private record Pod(Subnet.Host host, Process process) {}

    Pods(Trial trial, PodTemplate template, Subnet subnet, Secrets secrets) throws IOException {
        this.trial = trial;
        this.template = template;
        this.subnet = subnet;
        this.secrets = secrets;
        this.image = trial.newFolder("image");
        buildImage();
    }

    /** What the Dockerfile puts into the image. */
    private void buildImage() throws IOException {
        Path home = Files.createDirectories(image.resolve("opt/cistern/node/target"));
        copy(RepositoryRoot.path().resolve("cistern"), image.resolve("opt/cistern/cistern"));
        Path built = RepositoryRoot.path().resolve("node/target/cistern");
        try (var files = Files.walk(built)) {
            for (Path file :
                    files.filter(each -> !each.toString().contains(".jsa")).toList()) {
                copy(
                        file,
                        home.resolve("cistern").resolve(built.relativize(file).toString()));
            }
        }
        Files.createDirectories(image.resolve("usr/local/bin"));
        Path link = Files.createSymbolicLink(image.resolve("usr/local/bin/cistern"), Path.of("/opt/cistern/cistern"));
        trial.say("an image of %s and what it runs", link.getFileName());
    }

    private static void copy(Path from, Path to) throws IOException {
        Path copied = Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        assert copied.equals(to);
    }

    /** Answers for the headless service, and for nothing else. Any thread. */
    List<InetAddress> addresses(String name) {
        String tail = "." + SERVICE + "." + DOMAIN;
        Pod pod = name.endsWith(tail) ? pods.get(name.substring(0, name.length() - tail.length())) : null;
        try {
            return pod == null ? List.of() : List.of(InetAddress.getByName(pod.host.address()));
        } catch (IOException impossible) {
            return List.of();
        }
    }

    List<String> names() {
        return List.copyOf(pods.keySet());
    }

    /** Where its clients' port is. */
    String url(String name) {
        return find(name).orElseThrow();
    }

    /** The same; empty where there is no such pod now. Any thread. */
    Optional<String> find(String name) {
        return Optional.ofNullable(pods.get(name)).map(pod -> "http://" + pod.host.address() + ":" + PORT);
    }

    /** The folder of its claim, which outlives it. */
    Path claim(String name) {
        return trial.folder().resolve(name + "-data");
    }

    /** Runs what comes first, then begins the container, and waits for nothing. */
    void begin(String name) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(trial.folder(), name + "-");
        Files.createDirectories(folder.resolve("tmp"));
        Map<String, Path> volumes = Map.of(
                "data", Files.createDirectories(claim(name)),
                "tmp", folder.resolve("tmp"),
                "settings", settings(),
                "peers", secrets.peers);
        for (String own : List.of("data", "tmp")) {
            chown(Objects.requireNonNull(volumes.get(own)));
        }
        Subnet.Host host = subnet.host();
        Map<String, String> known = new ConcurrentSkipListMap<>(secrets.known);
        known.put("metadata.name", name);
        Process first = run(host, name, newRoot(folder, "first"), template.first(known), volumes);
        if (!first.waitFor(1, TimeUnit.MINUTES) || first.exitValue() != 0) {
            throw new IOException("the first container of " + name + " did not end well: see " + log(name));
        }
        Process main = run(host, name, newRoot(folder, "main"), template.main(known), volumes);
        pods.put(name, new Pod(host, main));
    }

    /** The folder that the ConfigMap is mounted from. */
    Path settings() throws IOException {
        return Files.createDirectories(trial.folder().resolve("settings"));
    }

    private Path newRoot(Path folder, String container) throws IOException {
        Path root = Files.createDirectories(folder.resolve(container));
        for (String child : List.of("work", "root")) {
            Files.createDirectories(root.resolve(child));
        }
        String said = "";
        try {
            said = Tools.run(
                    List.of("cp", "-a", image.toString(), root.resolve("upper").toString()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!said.isEmpty()) {
            throw new IOException(said);
        }
        Path etc = Files.createDirectories(root.resolve("upper/etc"));
        Files.writeString(
                etc.resolve("resolv.conf"),
                "nameserver " + subnet.address() + "\nsearch " + DOMAIN + "\noptions ndots:5 timeout:1\n");
        return root;
    }

    private void chown(Path folder) throws IOException, InterruptedException {
        String said = Tools.run(List.of("chown", template.user() + ":" + template.user(), folder.toString()));
        if (!said.isEmpty()) {
            throw new IOException(said);
        }
    }

    private Process run(
            Subnet.Host host, String name, Path root, PodTemplate.Container container, Map<String, Path> volumes)
            throws IOException {
        List<String> command = new ArrayList<>(host.prefix());
        command.addAll(List.of("unshare", "--mount", "sh", script().toString()));
        command.addAll(List.of(root.toString(), Integer.toString(template.user())));
        container.mounts().forEach((point, volume) -> command.add(point + "=" + volumes.get(volume)));
        command.add("--");
        command.addAll(container.words());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(name).toFile()));
        builder.environment().keySet().removeIf(variable -> variable.startsWith("CISTERN_"));
        builder.environment().putAll(container.environment());
        return builder.start();
    }

    private Path script() throws IOException {
        Path script = trial.folder().resolve("pod.sh");
        if (!Files.exists(script)) {
            try (var text = Objects.requireNonNull(Pods.class.getResourceAsStream("pod.sh"))) {
                Files.write(script, text.readAllBytes());
            }
        }
        return script;
    }

    private Path log(String name) {
        return trial.folder().resolve(name + ".log");
    }

    String logOf(String name) throws IOException {
        return Files.readString(log(name));
    }

    /** As its readiness probe sees it. Any thread. */
    boolean isReady(String name) throws InterruptedException {
        Optional<String> url = find(name);
        if (url.isEmpty()) {
            return false;
        }
        HttpRequest probe = HttpRequest.newBuilder(URI.create(url.get() + template.readinessPath()))
                .timeout(LONGEST_PROBE)
                .build();
        try {
            return http.send(probe, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** As Kubernetes ends a pod: its own command first, then the signal. Whether it ended by itself, in time. */
    boolean end(String name) throws IOException, InterruptedException {
        Pod pod = pod(name);
        int paused = new ProcessBuilder(template.preStop()).start().waitFor();
        pod.process.destroy();
        boolean inTime = pod.process.waitFor(template.graceSeconds(), TimeUnit.SECONDS);
        forget(name);
        return inTime && paused == 0;
    }

    /** Its machine is gone. */
    void forget(String name) throws IOException, InterruptedException {
        Pod pod = pod(name);
        pod.process.destroyForcibly().waitFor();
        pods.remove(name);
        subnet.remove(pod.host);
    }

    private Pod pod(String name) {
        return Objects.requireNonNull(pods.get(name), name);
    }

    @Override
    public void close() {
        pods.values().forEach(pod -> pod.process.destroyForcibly().onExit().join());
    }
}
