package dev.cistern.bench.speed;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The threads of a process, as Linux knows them. */
final class ProcessThreads {
    private final Path tasks;

    /** @param proc where Linux tells of processes */
    ProcessThreads(Path proc, long pid) {
        this.tasks = proc.resolve(Long.toString(pid)).resolve("task");
    }

    /** How long threads whose names begin so have run on a processor. */
    long runNanos(String beginning) throws IOException {
        long nanos = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
            for (Path task : all) {
                nanos += runNanos(task, beginning);
            }
        }
        return nanos;
    }

    private static long runNanos(Path task, String beginning) throws IOException {
        try {
            if (!Files.readString(task.resolve("comm")).startsWith(beginning)) {
                return 0;
            }
            return Long.parseLong(Files.readString(task.resolve("schedstat")).split(" ", 2)[0]);
        } catch (NoSuchFileException e) {
            // It has ended.
            return 0;
        }
    }
}
