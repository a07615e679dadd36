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
import java.util.Locale;
import java.util.Optional;

/**
 * A disk in a file, which can lose its power: what its file system had written at one moment is kept, what it held in memory
 * is gone. The file lies on an XFS of its own, whose copies by reference are of one moment, whatever is written meanwhile.
 * Needs root and a loop device; unmounted when closed. Used by one thread.
 */
final class LoopDisk implements AutoCloseable {
    private static final long HOST_BYTES = 8L << 30;
    private static final Duration LONGEST_RUN = Duration.ofMinutes(2);
    private static final long DISK_BYTES = 2L << 30;

    private final Path hostFile;
    private final Path host;
    private final Path folder;
    private boolean hostMounted;
    private boolean mounted;

    /** What a disk is formatted with. */
    enum FileSystem {
        EXT4("mkfs.ext4", "e2fsprogs", "-F"),
        XFS("mkfs.xfs", "xfsprogs", "-f");

        private final String program;
        private final String debianPackage;
        private final String force;

        FileSystem(String program, String debianPackage, String force) {
            this.program = program;
            this.debianPackage = debianPackage;
            this.force = force;
        }

        void make(Path on) throws IOException, InterruptedException {
            run(program, "-q", force, on.toString());
        }
    }

    private LoopDisk(Path hostFile, Path host, Path folder) {
        this.hostFile = hostFile;
        this.host = host;
        this.folder = folder;
    }

    /** Makes and mounts one; kept by the trial. Nothing where this machine lets nobody mount, with a word why. */
    static Optional<LoopDisk> mount(Trial trial, FileSystem fileSystem) throws IOException, InterruptedException {
        for (FileSystem needed : List.of(FileSystem.XFS, fileSystem)) {
            if (Tools.find(trial, needed.program, needed.debianPackage).isEmpty()) {
                trial.skip("the power fails on " + fileSystem, "there is no " + needed.program);
                return Optional.empty();
            }
        }
        String name = fileSystem.name().toLowerCase(Locale.ROOT);
        LoopDisk disk = new LoopDisk(
                trial.folder().resolve(name + ".host"), trial.newFolder(name + "-host"), trial.newFolder(name));
        trial.keep(disk);
        try {
            sparse(disk.hostFile, HOST_BYTES);
            FileSystem.XFS.make(disk.hostFile);
            run("mount", "-o", "loop", disk.hostFile.toString(), disk.host.toString());
            disk.hostMounted = true;
            sparse(disk.image(), DISK_BYTES);
            fileSystem.make(disk.image());
            disk.mountImage();
        } catch (IOException e) {
            trial.skip("the power fails on " + fileSystem, "no disk in a file can be mounted: " + e.getMessage());
            return Optional.empty();
        }
        return Optional.of(disk);
    }

    /** Where it is mounted. */
    Path folder() {
        return folder;
    }

    /** Cuts its power now. Nothing may have a file open on it any more when {@link #restore} is called. */
    void cut() throws IOException, InterruptedException {
        run("cp", "--reflink=always", image().toString(), kept().toString());
    }

    /** Gives it the state of the last cut. */
    void restore() throws IOException, InterruptedException {
        run("umount", folder.toString());
        mounted = false;
        Files.move(kept(), image(), StandardCopyOption.REPLACE_EXISTING);
        mountImage();
    }

    private Path image() {
        return host.resolve("disk.img");
    }

    private Path kept() {
        return host.resolve("cut.img");
    }

    private void mountImage() throws IOException, InterruptedException {
        run("mount", "-o", "loop", image().toString(), folder.toString());
        mounted = true;
    }

    private static void sparse(Path file, long bytes) throws IOException {
        try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
            empty.setLength(bytes);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        String unused = Ran.within(LONGEST_RUN, List.of(command)).orThrow(List.of(command));
    }

    @Override
    public void close() throws IOException {
        try {
            unmount(mounted, folder);
        } finally {
            unmount(hostMounted, host);
        }
    }

    private static void unmount(boolean mounted, Path what) throws IOException {
        try {
            if (mounted) {
                run("umount", "--lazy", what.toString());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
