package dev.cistern.cluster.raft;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Adds up the numbers that it is given, and answers with the sum. */
final class SumState implements ReplicatedState {
    private long sum;
    private int loads;

    static byte[] bytes(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    synchronized long sum() {
        return sum;
    }

    synchronized int loads() {
        return loads;
    }

    @Override
    public synchronized byte[] apply(long index, byte[] command) {
        sum += number(command);
        return bytes(sum);
    }

    @Override
    public synchronized void save(OutputStream out) throws IOException {
        new DataOutputStream(out).writeLong(sum);
    }

    @Override
    public synchronized void load(InputStream in) throws IOException {
        sum = new DataInputStream(in).readLong();
        loads++;
    }
}
