package dev.cistern.node.cli.transfer;

import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.remote.NodeException.Kind;
import dev.cistern.node.cli.remote.ObjectBody;
import dev.cistern.node.cli.remote.ObjectPage.Entry;
import dev.cistern.node.cli.remote.RemoteObjects;
import dev.cistern.node.cli.remote.Retry;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.remote.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;

/**
 * Fetches objects into files. A file appears under its name only when it is whole and its MD5 is the object's; until then
 * it is a partial file beside it, which the next attempt, or the next run, continues. Usable from any number of threads.
 */
public final class Downloader {
    /** What most file systems allow a name. */
    private static final int MAX_NAME_BYTES = 255;

    private final RemoteObjects objects;
    private final Retry retry;
    private final Tally tally;

    public Downloader(RemoteObjects objects, Retry retry, Tally tally) {
        this.objects = objects;
        this.retry = retry;
        this.tally = tally;
    }

    /**
     * Fetches an object into a file, which replaces one that is there.
     *
     * @throws LocalFailure where the file cannot be written
     * @throws NodeException where the node did not give it whole, after retries
     */
    public void download(Target from, Path to) {
        try {
            Path parent = to.toAbsolutePath().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (Files.isDirectory(to)) {
                throw new LocalFailure("a directory of that name is in the way");
            }
            Path partial = partialOf(to);
            PartialFile file = new PartialFile(partial, tally);
            Void nothing = retry.call(() -> {
                continueFile(from, file);
                return null;
            });
            assert nothing == null;
            Files.move(partial, to, StandardCopyOption.ATOMIC_MOVE);
            tally.fileDone();
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }

    private void continueFile(Target from, PartialFile file) {
        try (ObjectBody body = objects.open(from, file.lengthBytes(), file.etag())) {
            file.append(body);
        } catch (NodeException e) {
            if (e.kind() == Kind.RANGE || e.kind() == Kind.CONFLICT) {
                file.discard();
                throw new NodeException(Kind.BROKEN, "the object changed while it was read");
            }
            throw e;
        }
    }

    /** Writes an object to a stream; after a broken connection it goes on where it was. */
    public void download(Target from, OutputStream out) {
        PipedObject piped = new PipedObject(out, tally);
        Void nothing = retry.call(() -> {
            try (ObjectBody body = objects.open(from, piped.lengthBytes(), piped.etag())) {
                piped.append(body);
            }
            return null;
        });
        assert nothing == null;
        tally.fileDone();
    }

    /** Whether the file already holds what is listed: same size and MD5. */
    public static boolean isThere(Path file, Entry entry) {
        return !entry.md5().isEmpty() && Uploader.matches(file, entry.sizeBytes(), entry.md5());
    }

    static Path partialOf(Path file) {
        String name = String.valueOf(file.getFileName()) + Destination.PARTIAL;
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            byte[] digest = Upload.newMd5().digest(name.getBytes(StandardCharsets.UTF_8));
            name = HexFormat.of().formatHex(digest) + Destination.PARTIAL;
        }
        return file.resolveSibling(name);
    }
}
