package dev.cistern.node.jobs;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs as they are kept in the data folder, a file each. File work is done on worker threads, one after the other. */
final class JobFiles {
    private static final Logger LOG = LoggerFactory.getLogger(JobFiles.class);
    private static final String END = ".json";
    private static final String DAMAGED = ".damaged";

    private final Vertx vertx;
    private final Path folder;

    JobFiles(Vertx vertx, Path folder) {
        this.vertx = vertx;
        this.folder = folder;
    }

    /**
     * What was kept.
     *
     * @param damaged files that hold no job, set aside under another name
     */
    record Kept(List<Job> jobs, List<Path> damaged) {}

    Future<Kept> read() {
        return vertx.<Kept>executeBlocking(this::readAll);
    }

    private Kept readAll() throws IOException {
        Kept kept = new Kept(new ArrayList<>(), new ArrayList<>());
        for (Path file : files()) {
            if (file.toString().endsWith(DAMAGED)) {
                kept.damaged.add(file);
            } else if (file.toString().endsWith(END)) {
                read(file, kept);
            }
        }
        return kept;
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private void read(Path file, Kept into) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            into.jobs.add(Job.of(new JsonObject(Buffer.buffer(bytes))));
        } catch (RuntimeException e) { // Whatever a file may hold that is not what was written.
            Path aside = file.resolveSibling(file.getFileName() + DAMAGED);
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            LOG.error(
                    "{} holds no job that can be read ({}), and does not go on; it is kept as {}: start the job again, and"
                            + " remove that file",
                    file,
                    e.toString(),
                    aside.getFileName());
            into.damaged.add(aside);
        }
    }

    /** The number of the job that a damaged file was of; 0 where its name tells none. */
    static long number(Path damaged) {
        String name = damaged.getFileName().toString().replace(END + DAMAGED, "");
        return name.matches("\\d{1,18}") ? Long.parseLong(name) : 0;
    }

    /** Replaces the file of a job, so that there is always one. */
    Future<Void> write(long number, JsonObject record) {
        Buffer bytes = Buffer.buffer(record.encode());
        return vertx.<Void>executeBlocking(() -> {
            Files.createDirectories(folder);
            Path fresh = folder.resolve(number + ".new");
            Files.write(fresh, bytes.getBytes());
            sync(fresh, StandardOpenOption.WRITE);
            Files.move(fresh, file(number), StandardCopyOption.ATOMIC_MOVE);
            sync(folder, StandardOpenOption.READ);
            return null;
        });
    }

    Future<Void> remove(long number) {
        return vertx.<Boolean>executeBlocking(() -> Files.deleteIfExists(file(number)))
                .mapEmpty();
    }

    private static void sync(Path path, StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(path, how)) {
            channel.force(true);
        }
    }

    private Path file(long number) {
        return folder.resolve(number + END);
    }
}
