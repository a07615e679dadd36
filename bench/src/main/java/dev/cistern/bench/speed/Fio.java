package dev.cistern.bench.speed;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The disk's own limit as fio sees it: grows files of its own, each object's worth of bytes synced. */
final class Fio {
    private static final int PIECE_BYTES = 1 << 20;

    /** Large enough that a measurement ends before a file is written over: new space costs more than old. */
    private static final long LARGE_FILE_BYTES = 4L << 30;

    private static final long SMALL_FILE_BYTES = 256L << 20;

    private final String program;
    private final Path folder;

    Fio(String program, Path folder) {
        this.program = program;
        this.folder = folder;
    }

    /** So many jobs that write {@code lengthBytes} and then call fdatasync, over and over. */
    Count run(int jobs, long lengthBytes, int seconds) throws IOException, InterruptedException {
        long block = Math.min(PIECE_BYTES, lengthBytes);
        long blocksPerSync = lengthBytes / block;
        String output = Tools.run(List.of(
                program,
                "--name=durable",
                "--directory=" + folder,
                "--rw=write",
                "--ioengine=psync",
                "--bs=" + block,
                "--fdatasync=" + blocksPerSync,
                "--numjobs=" + jobs,
                "--size=" + (lengthBytes > PIECE_BYTES ? LARGE_FILE_BYTES : SMALL_FILE_BYTES),
                "--fallocate=none",
                "--unlink=1",
                "--time_based",
                "--runtime=" + seconds,
                "--group_reporting",
                "--output-format=json"));
        return parse(output, blocksPerSync);
    }

    static Count parse(String output, long blocksPerSync) throws IOException {
        int start = output.indexOf('{');
        if (start < 0) {
            throw new IOException("fio printed no result: " + output.strip());
        }
        JsonObject write = new JsonObject(output.substring(start))
                .getJsonArray("jobs")
                .getJsonObject(0)
                .getJsonObject("write");
        return new Count(write.getLong("total_ios") / blocksPerSync, write.getDouble("iops") / blocksPerSync);
    }
}
