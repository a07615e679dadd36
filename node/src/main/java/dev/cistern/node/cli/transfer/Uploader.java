package dev.cistern.node.cli.transfer;

import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.remote.NodeException.Kind;
import dev.cistern.node.cli.remote.ObjectHead;
import dev.cistern.node.cli.remote.RemoteObjects;
import dev.cistern.node.cli.remote.Retry;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.remote.Upload;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Sends files, and believes an upload only when the node's MD5 is that of the bytes sent. Small ones go with their MD5 in
 * the request, so that the node refuses damaged ones. Usable from any number of threads.
 */
public final class Uploader {
    /** Held in memory, once for each worker. */
    private static final int SMALL_BYTES = 1 << 20;

    private final RemoteObjects objects;
    private final Retry retry;
    private final Tally tally;
    private final Optional<String> contentType;

    /** @param contentType for every object; empty for one by the name of the file */
    public Uploader(RemoteObjects objects, Retry retry, Tally tally, Optional<String> contentType) {
        this.objects = objects;
        this.retry = retry;
        this.tally = tally;
        this.contentType = contentType;
    }

    /**
     * Sends a file.
     *
     * @throws LocalFailure where the file cannot be read
     * @throws NodeException where the node did not take it, after retries
     */
    public void upload(Path file, Target to) {
        Void nothing = retry.call(() -> {
            attempt(file, to);
            return null;
        });
        assert nothing == null;
        tally.fileDone();
    }

    private void attempt(Path file, Target to) {
        try {
            if (Files.size(file) <= SMALL_BYTES) {
                sendWhole(file, to);
            } else {
                sendStream(file, to);
            }
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }

    private void sendWhole(Path file, Target to) throws IOException {
        Upload upload;
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(SMALL_BYTES + 1);
            if (bytes.length > SMALL_BYTES) {
                throw new LocalFailure("the file grows while it is read");
            }
            upload = Upload.of(bytes, typeOf(file));
        }
        ObjectHead stored = objects.put(to, upload);
        verify(to, upload.contentMd5(), stored);
        tally.bytesMoved(upload.lengthBytes());
    }

    private void sendStream(Path file, Target to) throws IOException {
        long lengthBytes = Files.size(file);
        try (InputStream source = Files.newInputStream(file)) {
            MeasuredStream measured = new MeasuredStream(source, tally);
            send(measured, Upload.of(() -> measured, lengthBytes, typeOf(file)), to);
        }
    }

    /** Sends a stream of unknown length, once: it cannot be read again. */
    public void upload(InputStream source, Target to) {
        MeasuredStream measured = new MeasuredStream(source, tally);
        String type = contentType.orElse("application/octet-stream");
        send(measured, Upload.ofUnknownLength(() -> measured, type), to);
        tally.fileDone();
    }

    private void send(MeasuredStream measured, Upload upload, Target to) {
        try {
            ObjectHead stored = objects.put(to, upload);
            verify(to, measured.md5(), stored);
        } catch (NodeException e) {
            measured.uncount();
            IOException unreadable = measured.failure();
            throw unreadable == null ? e : LocalFailure.of(unreadable);
        }
    }

    private static void verify(Target to, String md5, ObjectHead stored) {
        if (!stored.md5().isEmpty() && !stored.md5().equals(md5)) {
            throw new NodeException(
                    Kind.CORRUPT,
                    "the node stored other bytes for " + to + " than were sent (MD5 " + stored.md5() + ", sent " + md5
                            + "); send it again");
        }
    }

    /** Whether the node already has these very bytes under that key: same size and MD5. */
    public boolean isThere(Path file, Target to) {
        ObjectHead head;
        try {
            head = retry.call(() -> objects.head(to));
        } catch (NodeException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
        return !head.md5().isEmpty() && matches(file, head.sizeBytes(), head.md5());
    }

    /** Whether a file has that size and MD5. */
    static boolean matches(Path file, long sizeBytes, String md5) {
        try {
            return Files.isRegularFile(file)
                    && Files.size(file) == sizeBytes
                    && md5Of(file).equals(md5);
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }

    private static String md5Of(Path file) throws IOException {
        MessageDigest md5 = Upload.newMd5();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), md5)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(md5.digest());
    }

    private String typeOf(Path file) {
        return contentType.orElseGet(() -> {
            String guess = URLConnection.getFileNameMap().getContentTypeFor(String.valueOf(file.getFileName()));
            return guess == null ? "application/octet-stream" : guess;
        });
    }
}
