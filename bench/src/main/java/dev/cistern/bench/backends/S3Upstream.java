package dev.cistern.bench.backends;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.node.AdminClient;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import dev.cistern.bench.node.RepositoryRoot;
import dev.cistern.bench.speed.Tools;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A server that speaks S3 without asking for keys, in a process of its own, with one bucket.
 *
 * @param name for people
 * @param address where it listens
 * @param pid of its process
 */
record S3Upstream(String name, InetSocketAddress address, long pid) {
    static final String BUCKET = "cloud";

    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration POLL = Duration.ofMillis(50);

    /** Another node. */
    static S3Upstream cistern(Trial trial) throws IOException, InterruptedException {
        NodeLaunch launch = NodeLaunch.in(trial.newFolder("upstream"));
        NodeProcess node = trial.keep(NodeProcess.start(launch, trial.folder().resolve("upstream.log")));
        Duration unused = node.awaitReady(START);
        return new S3Upstream("Cistern", node.address(), node.pid()).withBucket();
    }

    /** s3proxy, which others wrote, on files in memory; nothing where Maven cannot fetch it. */
    static Optional<S3Upstream> s3proxy(Trial trial) throws IOException, InterruptedException {
        Path classpath = trial.folder().resolve("s3proxy.classpath");
        Path pom = RepositoryRoot.path().resolve("smoke/clouds/s3proxy/pom.xml");
        String said = Tools.run(List.of(
                "mvn",
                "-q",
                "-B",
                "-f",
                pom.toString(),
                "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath",
                "-Dmdep.outputFile=" + classpath));
        if (!Files.exists(classpath)) {
            trial.say("s3proxy cannot be fetched: %s", said.strip());
            return Optional.empty();
        }
        int port = NodeLaunch.freePort();
        Path config = trial.folder().resolve("s3proxy.conf");
        Files.writeString(config, """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=none
                jclouds.provider=filesystem
                jclouds.filesystem.basedir=%s
                jclouds.identity=x
                jclouds.credential=x
                """.formatted(port, memory(trial)));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        java,
                        "-Xmx1g",
                        "-Dlogback.configurationFile=" + pom.resolveSibling("logback.xml"),
                        "-cp",
                        Files.readString(classpath).strip(),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        config.toString())
                .redirectErrorStream(true)
                .redirectOutput(trial.folder().resolve("s3proxy.log").toFile())
                .start();
        trial.keep(() -> process.destroyForcibly().onExit().join());
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        await(process, address);
        return Optional.of(new S3Upstream("s3proxy", address, process.pid()).withBucket());
    }

    /** A folder in memory, where there is one: it is the node's disk that counts. */
    private static Path memory(Trial trial) throws IOException {
        Path shared = Path.of("/dev/shm");
        if (!Files.isWritable(shared)) {
            return trial.newFolder("s3proxy");
        }
        Trial within = trial.keep(new Trial("s3proxy", trial.seed(), shared, new PrintWriter(Writer.nullWriter())));
        return within.folder();
    }

    private static void await(Process process, InetSocketAddress address) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            try (HttpConnection connection = HttpConnection.open(address)) {
                Response unused = connection.exchange(Request.get("/"));
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() - begun > START.toNanos()) {
                    throw new IOException("s3proxy did not start", notYet);
                }
                Thread.sleep(POLL.toMillis());
            }
        }
    }

    private S3Upstream withBucket() throws IOException {
        try (HttpConnection connection = HttpConnection.open(address)) {
            Response made = connection.exchange(Request.of("PUT", "/" + BUCKET));
            if (made.status() / 100 != 2) {
                throw new IOException(name + " made no bucket: " + made.status() + " " + made.text());
            }
        }
        return this;
    }

    /** Reads that a node has carried out, as it counts them itself. */
    long readsOfNode() {
        try {
            return new AdminClient(address)
                    .metrics()
                    .getOrDefault("cistern_engine_objects_read_total", 0.0)
                    .longValue();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where an object is. */
    static String target(String key) {
        return "/" + BUCKET + "/" + key;
    }

    /** What a bucket of a node is put in front of, by this way. */
    static String backend(InetSocketAddress way) {
        return "s3://" + BUCKET + "/?anonymous=true&style=path&endpoint=http://127.0.0.1:" + way.getPort();
    }
}
