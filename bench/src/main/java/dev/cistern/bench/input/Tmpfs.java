package dev.cistern.bench.input;

import dev.cistern.bench.trial.Ran;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A file system in memory, mounted for a while; needs root. */
final class Tmpfs implements AutoCloseable {
    private static final Duration LONGEST_RUN = Duration.ofMinutes(1);

    private final Path folder;

    private Tmpfs(Path folder) {
        this.folder = folder;
    }

    /** Mounts it on an existing folder, with options such as {@code size=96m}. */
    static Tmpfs mount(Path folder, String options) throws UnavailableException, InterruptedException {
        String said = run(List.of("mount", "-t", "tmpfs", "-o", options, "cistern-bench", folder.toString()));
        if (!said.isEmpty()) {
            throw new UnavailableException("tmpfs cannot be mounted, which needs root: " + said);
        }
        return new Tmpfs(folder);
    }

    Path folder() {
        return folder;
    }

    @Override
    public void close() {
        try {
            String said = run(List.of("umount", folder.toString()));
            if (!said.isEmpty()) {
                said = run(List.of("umount", "--lazy", folder.toString()));
            }
            if (!said.isEmpty()) {
                throw new IllegalStateException(folder + " stays mounted: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What a failed command said; empty when it did not fail. */
    private static String run(List<String> command) throws InterruptedException {
        try {
            Ran ran = Ran.within(LONGEST_RUN, command);
            String said = ran.said().strip();
            return ran.status() == 0 ? "" : said.isEmpty() ? command + " failed" : said;
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** It cannot be mounted here. */
    static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message) {
            super(message);
        }

        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }
}
