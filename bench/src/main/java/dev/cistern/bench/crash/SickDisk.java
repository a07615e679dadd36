package dev.cistern.bench.crash;

import dev.cistern.bench.speed.Tools;
import dev.cistern.bench.trial.Ran;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A disk in a file, with ext4, that fills up, turns read-only or is pulled out under whoever uses it, as the kernel does it. Needs root, a
 * loop device and a C compiler; unmounted when closed. Used by one thread.
 */
final class SickDisk implements AutoCloseable {
    private static final Duration LONGEST_RUN = Duration.ofMinutes(1);
    private static final int FILLERS_MAX = 1_000;
    private static final long BLOCK_BYTES = 4096;

    private final Path image;
    private final Path folder;
    private final Path pull;
    private boolean mounted;
    private int fillers;

    private SickDisk(Path image, Path folder, Path pull) {
        this.image = image;
        this.folder = folder;
        this.pull = pull;
    }

    /** Makes and mounts one; kept by the trial. Nothing where that cannot be done here, and that is a fact skipped. */
    static Optional<SickDisk> mount(Trial trial, String name, long bytes) throws IOException, InterruptedException {
        Optional<Path> pull = FileFaults.compiled(trial, "pull.c", List.of());
        if (pull.isEmpty() || Tools.find(trial, "mkfs.ext4", "e2fsprogs").isEmpty()) {
            trial.skip("a disk that gets sick", pull.isEmpty() ? "there is no C compiler" : "there is no mkfs.ext4");
            return Optional.empty();
        }
        SickDisk disk = new SickDisk(trial.folder().resolve(name + ".img"), trial.newFolder(name), pull.get());
        trial.keep(disk);
        try {
            try (RandomAccessFile empty = new RandomAccessFile(disk.image.toFile(), "rw")) {
                empty.setLength(bytes);
            }
            // Nothing kept back for root, which could write on a disk that is full for all others.
            run("mkfs.ext4", "-q", "-F", "-m", "0", disk.image.toString());
            disk.mountImage();
        } catch (IOException e) {
            trial.skip("a disk that gets sick", "no disk in a file can be mounted: " + e.getMessage());
            return Optional.empty();
        }
        return Optional.of(disk);
    }

    /** Where it is mounted. */
    Path folder() {
        return folder;
    }

    /** Leaves next to nothing free on it, while others write to it. */
    void fill() throws IOException, InterruptedException {
        long wanted = folder.toFile().getUsableSpace();
        while (wanted >= BLOCK_BYTES && fillers < FILLERS_MAX) {
            Path filler = folder.resolve("filler-" + fillers++);
            Ran ran = Ran.within(LONGEST_RUN, List.of("fallocate", "-l", Long.toString(wanted), filler.toString()));
            long free = folder.toFile().getUsableSpace();
            // What it got before it failed is kept.
            wanted = ran.status() == 0 ? free : Math.min(free, wanted / 2);
        }
    }

    /** Takes back what {@link #fill} did. */
    void makeRoom() throws IOException {
        for (int at = 0; at < fillers; at++) {
            Files.deleteIfExists(folder.resolve("filler-" + at));
        }
        fillers = 0;
    }

    /** Whether this kernel can be asked for {@link #turnReadOnly}. */
    boolean canTurnReadOnly() throws IOException, InterruptedException {
        return Files.isWritable(errorTrigger());
    }

    /** Lets its file system meet an error, on which it turns read-only. */
    void turnReadOnly() throws IOException, InterruptedException {
        Files.writeString(errorTrigger(), "1");
    }

    private Path errorTrigger() throws IOException, InterruptedException {
        List<String> find = List.of("findmnt", "-n", "-o", "SOURCE", folder.toString());
        String device = Ran.within(LONGEST_RUN, find).orThrow(find).strip();
        return Path.of("/sys/fs/ext4", String.valueOf(Path.of(device).getFileName()), "trigger_fs_error");
    }

    /** Takes it away: all that is open on it fails with EIO, what was not synced is gone, and its folder is empty. */
    void pullOut() throws IOException, InterruptedException {
        run(pull.toString(), folder.toString());
        run("umount", "--lazy", folder.toString());
        mounted = false;
    }

    /** What was written into its folder while it was away. */
    List<Path> writtenBeside() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return mounted ? List.of() : all.toList();
        }
    }

    /** Repairs and mounts it as it was when it failed; what is still open on it stays as it is. */
    void plugIn() throws IOException, InterruptedException {
        if (mounted) {
            pullOut();
        }
        // A copy, since the file system that failed is kept by whoever has files open on it, and nobody can mount it
        // again.
        Path copy = image.resolveSibling(image.getFileName() + ".copy");
        run("cp", "--sparse=always", "--reflink=auto", image.toString(), copy.toString());
        Files.move(copy, image, StandardCopyOption.REPLACE_EXISTING);
        List<String> repair = List.of("e2fsck", "-f", "-p", image.toString());
        Ran repaired = Ran.within(LONGEST_RUN, repair);
        if (repaired.status() > 1) {
            String unused = repaired.orThrow(repair);
        }
        mountImage();
    }

    private void mountImage() throws IOException, InterruptedException {
        run("mount", "-o", "loop,errors=remount-ro", image.toString(), folder.toString());
        mounted = true;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        String unused = Ran.within(LONGEST_RUN, List.of(command)).orThrow(List.of(command));
    }

    @Override
    public void close() throws IOException {
        if (!mounted) {
            return;
        }
        mounted = false;
        try {
            run("umount", "--lazy", folder.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
