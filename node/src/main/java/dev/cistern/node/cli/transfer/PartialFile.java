package dev.cistern.node.cli.transfer;

import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.remote.NodeException.Kind;
import dev.cistern.node.cli.remote.ObjectBody;
import dev.cistern.node.cli.remote.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** A file that is not whole yet, perhaps begun by an earlier run. Confined to one thread. */
final class PartialFile {
    private static final int BUFFER_BYTES = 128 * 1024;

    private final Path path;
    private final Tally tally;
    private String etag = "";
    private long movedBytes;

    PartialFile(Path path, Tally tally) {
        this.path = path;
        this.tally = tally;
    }

    /** What is there already. */
    long lengthBytes() {
        try {
            return Files.exists(path) ? Files.size(path) : 0;
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }

    /** Of the object that this run has begun to read; empty before. */
    String etag() {
        return etag;
    }

    /**
     * Writes the rest of the object.
     *
     * @throws NodeException where the connection breaks, and where the whole is not what its checksum says: then nothing is
     *     left
     * @throws LocalFailure where the file cannot be written
     */
    void append(ObjectBody body) {
        etag = body.head().etag();
        MessageDigest md5 = Upload.newMd5();
        try (FileChannel file =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            file.truncate(body.offset());
            digestWhole(file, md5);
            copy(body, new DigestOutputStream(Channels.newOutputStream(file), md5));
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
        verify(body, HexFormat.of().formatHex(md5.digest()));
    }

    private static void digestWhole(FileChannel file, MessageDigest md5) throws IOException {
        OutputStream digest = new DigestOutputStream(OutputStream.nullOutputStream(), md5);
        Channels.newInputStream(file).transferTo(digest);
    }

    private void copy(ObjectBody body, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            out.write(buffer, 0, n);
            movedBytes += n;
            tally.bytesMoved(n);
        }
    }

    private void verify(ObjectBody body, String md5) {
        String expected = body.head().md5();
        if (expected.isEmpty() || expected.equals(md5)) {
            return;
        }
        discard();
        throw body.offset() > 0
                ? new NodeException(Kind.BROKEN, "an older partial file did not belong to the object as it is now")
                : new NodeException(
                        Kind.CORRUPT, "the bytes received have MD5 " + md5 + ", the object has " + expected);
    }

    /** Starts over. */
    void discard() {
        tally.bytesMoved(-movedBytes);
        movedBytes = 0;
        etag = "";
        try {
            boolean unused = Files.deleteIfExists(path);
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }
}
