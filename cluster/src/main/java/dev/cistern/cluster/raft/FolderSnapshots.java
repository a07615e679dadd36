package dev.cistern.cluster.raft;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.SnapshotInfo;
import org.apache.ratis.statemachine.SnapshotRetentionPolicy;
import org.apache.ratis.statemachine.StateMachineStorage;
import org.apache.ratis.statemachine.impl.FileListSnapshotInfo;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots that are folders, {@code checkpoint.TERM_INDEX} beside each other; one is there whole or not at all. Ratis sends the
 * files of the latest to members that are behind, and puts a file with the MD5 beside each where they arrive.
 */
final class FolderSnapshots implements StateMachineStorage {
    private static final Logger log = LoggerFactory.getLogger(FolderSnapshots.class);
    private static final Pattern NAME = Pattern.compile("checkpoint\\.(\\d+)_(\\d+)");
    private static final String DIGEST = ".md5";

    private volatile @Nullable Path folder;
    private volatile @Nullable SnapshotInfo latest;

    @Override
    public void init(RaftStorage raftStorage) throws IOException {
        folder = raftStorage.getStorageDir().getStateMachineDir().toPath();
        SnapshotInfo unused = lookAgain();
    }

    /** The newest on the disk; null where there is none. */
    @Nullable
    SnapshotInfo lookAgain() throws IOException {
        List<Path> all = all();
        latest = all.isEmpty() ? null : describe(all.get(all.size() - 1));
        return latest;
    }

    @Override
    public @Nullable SnapshotInfo getLatestSnapshot() {
        return latest;
    }

    @Override
    public void format() {}

    @Override
    public @Nullable File getSnapshotDir() {
        return null;
    }

    /** Where a snapshot is written before it has its name. */
    Path writing() throws IOException {
        Path writing = root().resolve("writing");
        delete(writing);
        Files.createDirectories(root());
        return writing;
    }

    Path folder(TermIndex position) {
        return root().resolve("checkpoint." + position.getTerm() + "_" + position.getIndex());
    }

    @Override
    public void cleanupOldSnapshots(SnapshotRetentionPolicy policy) throws IOException {
        List<Path> all = all();
        int kept = Math.max(1, policy.getNumSnapshotsRetained());
        for (Path old : all.subList(0, Math.max(0, all.size() - kept))) {
            delete(old);
        }
    }

    private Path root() {
        Path known = folder;
        if (known == null) {
            throw new IllegalStateException("the storage of the group is not open yet");
        }
        return known;
    }

    private List<Path> all() throws IOException {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root())) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry) && position(entry).isPresent()) {
                    all.add(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        }
        all.sort(Comparator.comparing(path -> position(path).orElseThrow().getIndex()));
        return all;
    }

    private static Optional<TermIndex> position(Path snapshot) {
        Matcher name = NAME.matcher(snapshot.getFileName().toString());
        return name.matches()
                ? Optional.of(TermIndex.valueOf(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))))
                : Optional.empty();
    }

    private static SnapshotInfo describe(Path snapshot) throws IOException {
        List<FileInfo> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(snapshot)) {
            entries.filter(file -> !file.getFileName().toString().endsWith(DIGEST))
                    .sorted()
                    .forEach(file -> files.add(new FileInfo(file, null)));
        }
        return new FileListSnapshotInfo(files, position(snapshot).orElseThrow());
    }

    static void delete(Path snapshot) throws IOException {
        if (!Files.exists(snapshot)) {
            return;
        }
        try (Stream<Path> entries = Files.walk(snapshot)) {
            for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(entry);
            }
        }
        log.debug("deleted {}", snapshot);
    }
}
