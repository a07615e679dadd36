package dev.cistern.bench.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A file system in memory, mounted for a while; needs root. */
final class Tmpfs implements AutoCloseable {
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
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? "" : output.isEmpty() ? command + " failed" : output;
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
