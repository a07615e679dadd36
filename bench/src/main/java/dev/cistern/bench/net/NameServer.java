package dev.cistern.bench.net;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * /**
 * A name server whose answers are to be believed for no time at all, and that has no IPv6 addresses. RFC 1035. On threads of
 * its own until it is closed.
 */
public final class NameServer implements AutoCloseable {
    /** A delay that means no answer at all. */
    public static final long NEVER = -1;

    private static final int HEADER_BYTES = 12;
    private static final int TYPE_A = 1;
    private static final int MESSAGE_BYTES = 512;
    private static final int ANSWER = 0x8400;
    private static final int NO_SUCH_NAME = 3;

    private final DatagramSocket socket;
    private final Thread thread = new Thread(this::serve, "name server");
    private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();
    private volatile LongSupplier delayMillis = () -> 0;
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Zone zone;

    /** What it knows. */
    @FunctionalInterface
    public interface Zone {
        /**
         * The IPv4 addresses of a name.
         *
         * @param name without the last dot
         */
        List<InetAddress> of(String name);
    }

    private NameServer(DatagramSocket socket, Zone zone) {
        this.socket = socket;
        this.zone = zone;
    }

    /** On a free port of 127.0.0.1, with the same addresses for every name. */
    static NameServer start(List<InetAddress> addresses) throws IOException {
        List<InetAddress> always = List.copyOf(addresses);
        return start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), name -> always);
    }

    /**
     * Starts one that answers at once.
     *
     * @param zone asked on the server's thread; a name without addresses is one that there is not
     */
    public static NameServer start(InetSocketAddress at, Zone zone) throws IOException {
        NameServer server = new NameServer(new DatagramSocket(at), zone);
        server.thread.setDaemon(true);
        server.thread.start();
        return server;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** From now on these, for every name. */
    void give(List<InetAddress> others) {
        List<InetAddress> always = List.copyOf(others);
        zone = name -> always;
    }

    /** From now on it takes this long to answer a question, or {@link #NEVER} does. */
    public void delay(LongSupplier millis) {
        delayMillis = millis;
    }

    /** How often it was asked for IPv4 addresses. */
    public int asked() {
        return asked.get();
    }

    private void serve() {
        byte[] bytes = new byte[MESSAGE_BYTES];
        while (!socket.isClosed()) {
            try {
                DatagramPacket question = new DatagramPacket(bytes, bytes.length);
                socket.receive(question);
                byte[] answer = answer(Arrays.copyOf(bytes, question.getLength()));
                send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
            } catch (IOException | RejectedExecutionException e) {
                // Closed, or a question that nobody waits for any more.
            }
        }
    }

    private void send(DatagramPacket answer) throws IOException {
        long delay = delayMillis.getAsLong();
        if (delay == 0) {
            socket.send(answer);
        } else if (delay > 0) {
            var unused = late.schedule(
                    () -> {
                        socket.send(answer);
                        return answer;
                    },
                    delay,
                    TimeUnit.MILLISECONDS);
        }
    }

    /** The question's header and its one question, and an answer to it for each address. */
    private byte[] answer(byte[] question) {
        int end = HEADER_BYTES;
        StringJoiner name = new StringJoiner(".");
        while (question[end] != 0) {
            int length = question[end] & 0xff;
            name.add(new String(question, end + 1, length, StandardCharsets.US_ASCII));
            end += 1 + length;
        }
        end += 5;
        int type = ByteBuffer.wrap(question).getShort(end - 4);
        List<InetAddress> there = zone.of(name.toString());
        List<InetAddress> known = type == TYPE_A ? there : List.of();
        asked.addAndGet(type == TYPE_A ? 1 : 0);
        ByteBuffer answer = ByteBuffer.allocate(MESSAGE_BYTES);
        answer.put(question, 0, 2).putShort((short) (there.isEmpty() ? ANSWER | NO_SUCH_NAME : ANSWER));
        answer.putShort((short) 1).putShort((short) known.size()).putInt(0);
        answer.put(question, HEADER_BYTES, end - HEADER_BYTES);
        for (InetAddress each : known) {
            int nameOfTheQuestion = 0xc000 | HEADER_BYTES;
            answer.putShort((short) nameOfTheQuestion).putShort((short) TYPE_A).putShort((short) 1);
            answer.putInt(0).putShort((short) 4).put(each.getAddress());
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    @Override
    public void close() {
        socket.close();
        late.shutdownNow();
    }
}
