package dev.cistern.bench.speed;

import dev.cistern.bench.trial.Ran;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Programs of others that serve as yardsticks; on Debian as root a missing one is installed, and that is said. */
public final class Tools {
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final List<String> FOLDERS = List.of("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin");

    private Tools() {}

    /** Where the program is, or nothing when it can be had neither here nor by installing it. */
    public static Optional<String> find(Trial trial, String name) throws IOException, InterruptedException {
        return find(trial, name, name);
    }

    /** The same for a program whose Debian package has another name. */
    public static Optional<String> find(Trial trial, String name, String debianPackage)
            throws IOException, InterruptedException {
        Optional<String> here = installed(name);
        if (here.isPresent() || !Files.isExecutable(Path.of("/usr/bin/apt-get")) || !isRoot()) {
            return here;
        }
        trial.say("%s is missing: installing it with apt-get", name);
        String said = run(List.of("apt-get", "install", "-y", "-q", "--no-install-recommends", debianPackage));
        Optional<String> now = installed(name);
        if (now.isEmpty()) {
            trial.say("it could not be installed: %s", said.substring(Math.max(0, said.length() - 300)));
        }
        return now;
    }

    private static Optional<String> installed(String name) {
        return FOLDERS.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Runs a command to its end; what it printed, on either stream. */
    public static String run(List<String> command) throws IOException, InterruptedException {
        return Ran.within(LONGEST, command).said();
    }
}
