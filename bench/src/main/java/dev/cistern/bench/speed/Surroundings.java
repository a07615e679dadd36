package dev.cistern.bench.speed;

import dev.cistern.bench.node.RepositoryRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What a result depends on besides the code: the machine, the disk, the versions. */
public final class Surroundings {
    private Surroundings() {}

    /** As a Markdown list; {@code data} is where the data lies, {@code nodePid} a running node. */
    public static String describe(Path data, long nodePid) throws IOException, InterruptedException {
        String processor = valueOf("/proc/cpuinfo", "model name");
        long memoryMiB = Long.parseLong(valueOf("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) / 1024;
        return String.format(
                Locale.ROOT,
                """
                - Machine: %s, %d processors, %d MiB of memory, Linux %s; clients and servers share it.
                - Disk: %s.
                - Node: commit %s on JDK %s.
                """,
                processor,
                Runtime.getRuntime().availableProcessors(),
                memoryMiB,
                System.getProperty("os.version"),
                Files.getFileStore(data).type(),
                commit(),
                jdk(nodePid));
    }

    private static String commit() throws IOException, InterruptedException {
        String root = RepositoryRoot.path().toString();
        String commit = Tools.run(List.of("git", "-C", root, "rev-parse", "--short=12", "HEAD"))
                .strip();
        String changes = Tools.run(List.of("git", "-C", root, "status", "--porcelain", "--untracked-files=no"))
                .strip();
        return changes.isEmpty() ? commit : commit + " with changes not committed";
    }

    /** The version that the JDK of a process gives of itself. */
    private static String jdk(long pid) throws IOException {
        Path home = Path.of("/proc", Long.toString(pid), "exe").toRealPath().resolveSibling("..");
        return valueOf(home.resolve("release").toString(), "JAVA_VERSION").replace("\"", "");
    }

    private static String valueOf(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.split("[:=]", 2)[1].strip())
                .findFirst()
                .orElse("unknown");
    }
}
