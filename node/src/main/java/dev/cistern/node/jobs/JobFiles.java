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

/** Jobs as they are kept in the data folder, a file each. File work is done on worker threads, one after the other. */
final class JobFiles {
    private static final String END = ".json";

    private final Vertx vertx;
    private final Path folder;

    JobFiles(Vertx vertx, Path folder) {
        this.vertx = vertx;
        this.folder = folder;
    }

    Future<List<JsonObject>> read() {
        return vertx.<List<JsonObject>>executeBlocking(this::readAll);
    }

    private List<JsonObject> readAll() throws IOException {
        List<JsonObject> records = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(END)).toList()) {
                    records.add(new JsonObject(Buffer.buffer(Files.readAllBytes(file))));
                }
            }
        }
        return records;
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
