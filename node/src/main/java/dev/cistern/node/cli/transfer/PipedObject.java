package dev.cistern.node.cli.transfer;

import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.remote.NodeException.Kind;
import dev.cistern.node.cli.remote.ObjectBody;
import dev.cistern.node.cli.remote.Upload;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** An object on its way into a pipe: what was written cannot be taken back. Confined to one thread. */
final class PipedObject {
    private static final int BUFFER_BYTES = 128 * 1024;

    private final OutputStream out;
    private final Tally tally;
    private final MessageDigest md5 = Upload.newMd5();
    private String etag = "";
    private long lengthBytes;

    PipedObject(OutputStream out, Tally tally) {
        this.out = out;
        this.tally = tally;
    }

    long lengthBytes() {
        return lengthBytes;
    }

    String etag() {
        return etag;
    }

    /** @throws NodeException where the connection breaks; the next body may go on from {@link #lengthBytes} */
    void append(ObjectBody body) {
        if (body.offset() != lengthBytes) {
            throw new NodeException(Kind.REFUSED, "the node cannot continue after a broken connection; get it again");
        }
        etag = body.head().etag();
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            write(buffer, n);
        }
        flush();
        String received = HexFormat.of().formatHex(md5.digest());
        String expected = body.head().md5();
        if (!expected.isEmpty() && !expected.equals(received)) {
            throw new NodeException(
                    Kind.CORRUPT,
                    "the bytes received have MD5 " + received + ", the object has " + expected
                            + "; do not use what was written");
        }
    }

    private void write(byte[] buffer, int length) {
        try {
            out.write(buffer, 0, length);
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
        md5.update(buffer, 0, length);
        lengthBytes += length;
        tally.bytesMoved(length);
    }

    private void flush() {
        try {
            out.flush();
        } catch (IOException e) {
            throw LocalFailure.of(e);
        }
    }
}
