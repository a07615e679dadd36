import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Hadoop's S3A, under Spark, Hive and Flink. */
final class HadoopS3A {
    private final FileSystem files;

    private HadoopS3A(FileSystem files) {
        this.files = files;
    }

    public static void main(String[] arguments) throws Exception {
        // It makes no buckets.
        Steps.step("create", () -> {
            int code = new ProcessBuilder("./cistern", "bucket", "create", Steps.BUCKET)
                    .inheritIO()
                    .start()
                    .waitFor();
            Steps.same(code, 0);
        });
        HadoopS3A client = new HadoopS3A(FileSystem.get(URI.create("s3a://" + Steps.BUCKET), configuration()));
        Steps.step("small", client::small);
        Steps.step("multipart", client::multipart);
        Steps.step("list", client::list);
        Steps.step("range", client::range);
        Steps.step("copy", client::copy);
        Steps.step("delete", client::delete);
        System.exit(0);
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration();
        configuration.set("fs.s3a.endpoint", Steps.ENDPOINT);
        configuration.set("fs.s3a.endpoint.region", "us-east-1");
        configuration.set("fs.s3a.access.key", Steps.ACCESS_KEY);
        configuration.set("fs.s3a.secret.key", Steps.SECRET_KEY);
        configuration.set("fs.s3a.path.style.access", "true");
        configuration.set("fs.s3a.connection.ssl.enabled", Boolean.toString(Steps.TLS));
        configuration.set("fs.s3a.ssl.channel.mode", "default_jsse");
        configuration.set("fs.s3a.multipart.size", "5242880");
        configuration.set("fs.s3a.multipart.threshold", "5242880");
        configuration.set("fs.s3a.fast.upload.buffer", "bytebuffer");
        configuration.set("fs.s3a.paging.maximum", "4");
        configuration.set("fs.s3a.attempts.maximum", "1");
        configuration.set("fs.s3a.retry.limit", "1");
        return configuration;
    }

    private void small() throws IOException {
        write("small", Steps.SMALL);
        Steps.same(read("small"), Steps.SMALL);
        FileStatus status = files.getFileStatus(path("small"));
        Steps.same(status.getLen(), (long) Steps.SMALL.length);
        try (FSDataOutputStream out = files.create(path("small"), false)) {
            throw new AssertionError("it was made again");
        } catch (FileAlreadyExistsException e) {
            System.out.println("refused, as it should be: " + e);
        }
    }

    private void multipart() throws IOException {
        write("large", Steps.LARGE);
        Steps.same(read("large"), Steps.LARGE);
    }

    /** Paths of its own form, so without the odder keys. */
    private void list() throws IOException {
        List<String> keys = Steps.ODD.stream()
                .filter(key -> !key.endsWith("/") && !key.contains("//") && !key.contains("/./") && !key.contains(":"))
                .toList();
        for (String key : keys) {
            write("odd/" + key, Steps.bytes(key));
            Steps.same(read("odd/" + key), Steps.bytes(key));
        }
        List<String> found = new ArrayList<>();
        RemoteIterator<LocatedFileStatus> all = files.listFiles(path("odd"), true);
        while (all.hasNext()) {
            found.add(all.next().getPath().toUri().getPath().substring(1));
        }
        found.sort((a, b) -> Arrays.compareUnsigned(Steps.bytes(a), Steps.bytes(b)));
        Steps.same(found, Steps.oddInOrder(keys));
    }

    private void range() throws IOException {
        byte[] part = new byte[1_000_000];
        try (FSDataInputStream in = files.open(path("large"))) {
            in.readFully(1_000_000, part);
            Steps.same(part, Arrays.copyOfRange(Steps.LARGE, 1_000_000, 2_000_000));
            in.seek(Steps.LARGE.length - 7);
            Steps.same(in.readNBytes(100), Arrays.copyOfRange(Steps.LARGE, Steps.LARGE.length - 7, Steps.LARGE.length));
        }
    }

    /** A rename is a copy and a deletion. */
    private void copy() throws IOException {
        Steps.same(files.rename(path("large"), path("moved")), true);
        Steps.same(read("moved"), Steps.LARGE);
        Steps.same(files.exists(path("large")), false);
        files.mkdirs(path("folder"));
        Steps.same(files.rename(path("odd"), path("folder/odd")), true);
        Steps.same(read("folder/odd/plain"), Steps.bytes("plain"));
    }

    private void delete() throws IOException, InterruptedException {
        Steps.same(files.delete(path("small"), false), true);
        Steps.same(files.exists(path("small")), false);
        for (FileStatus status : files.listStatus(path(""))) {
            files.delete(status.getPath(), true);
        }
        Steps.same(files.listStatus(path("")).length, 0);
        int code = new ProcessBuilder("./cistern", "bucket", "rm", "--force", Steps.BUCKET)
                .inheritIO()
                .start()
                .waitFor();
        Steps.same(code, 0);
    }

    private void write(String key, byte[] data) throws IOException {
        try (FSDataOutputStream out = files.create(path(key), true)) {
            out.write(data);
        }
    }

    private byte[] read(String key) throws IOException {
        try (FSDataInputStream in = files.open(path(key))) {
            return in.readAllBytes();
        }
    }

    private static Path path(String key) {
        return new Path(new Path("s3a://" + Steps.BUCKET + "/"), key.isEmpty() ? new Path("/") : new Path("/" + key));
    }
}
