package dev.cistern.node.cli.transfer;

import dev.cistern.node.cli.remote.Upload;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Digests and counts what is read of a source, and keeps its failure. Read by one thread, asked by another afterwards. */
final class MeasuredStream extends FilterInputStream {
    private final MessageDigest md5 = Upload.newMd5();
    private final Tally tally;
    private final AtomicLong readBytes = new AtomicLong();
    private volatile @Nullable IOException failure;

    MeasuredStream(InputStream source, Tally tally) {
        super(source);
        this.tally = tally;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int n;
        try {
            n = super.read(buffer, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
        if (n > 0) {
            md5.update(buffer, offset, n);
            readBytes.addAndGet(n);
            tally.bytesMoved(n);
        }
        return n;
    }

    /** Takes back what was counted, for an attempt that must be made again. */
    void uncount() {
        tally.bytesMoved(-readBytes.get());
    }

    @Nullable
    IOException failure() {
        return failure;
    }

    /** Of everything read; to be asked once. */
    String md5() {
        return HexFormat.of().formatHex(md5.digest());
    }
}
