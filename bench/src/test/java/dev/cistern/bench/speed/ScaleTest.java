package dev.cistern.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.bench.speed.LatencyWindows.Latencies;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScaleTest {
    private static final ScaleRequests REQUESTS = new ScaleRequests("scale", 7070, 3, 5, 1_000);

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String written(PipelinedLoad.Numbered request, long number) {
        ByteBuffer into = ByteBuffer.allocate(1_000);
        request.write(number, into);
        return new String(into.array(), 0, into.position(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void keysOfNumbersAreAllDifferentAndScattered() {
        Set<Long> places = new HashSet<>();
        int low = 0;
        for (long number = 0; number < 10_000; number++) {
            places.add(ScaleRequests.scattered(number));
            low += ScaleRequests.scattered(number) >= 0 ? 1 : 0;
        }

        assertThat(places).hasSize(10_000);
        assertThat(low).isBetween(4_800, 5_200);
        assertThat(ScaleRequests.key(1)).matches("[0-9a-f]{16}");
    }

    @Test
    void requestsSayWhatTheyAreFor() {
        String object = " /v1/objects/scale/" + ScaleRequests.key(7) + " HTTP/1.1\r\nHost: 127.0.0.1:7070\r\n";

        assertThat(written(REQUESTS::get, 7)).isEqualTo("GET" + object + "\r\n");
        assertThat(written(REQUESTS::delete, 7)).isEqualTo("DELETE" + object + "\r\n");
        assertThat(written(REQUESTS::put, 7))
                .isEqualTo("PUT" + object + "Content-Length: 5\r\n\r\n"
                        + new String(REQUESTS.body(7).bytes(), StandardCharsets.ISO_8859_1));
        assertThat(written(REQUESTS::list, 0xabcL))
                .startsWith("GET /v1/buckets/scale?start_after=0000000000000abc&limit=1000 HTTP/1.1\r\n");
    }

    @Test
    void headAndItsLengthAreFound() {
        ByteBuffer answer = ascii("HTTP/1.1 200 OK\r\nX: y\r\ncontent-Length:  12\r\n\r\nbody");

        assertThat(PipelinedConnection.headEnd(answer)).isEqualTo(answer.limit() - "body".length());
        assertThat(PipelinedConnection.length(answer, answer.limit() - 4)).isEqualTo(12);
        ByteBuffer cut = ascii("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r");
        assertThat(PipelinedConnection.headEnd(cut)).isEqualTo(-1);
        assertThat(PipelinedConnection.length(ascii("HTTP/1.1 200 OK\r\nX: y\r\n\r\n"), 25))
                .isEqualTo(-1);
    }

    /** Answers whatever is asked for at once with these answers, in turn, in pieces of seven bytes. */
    private static CompletableFuture<Void> answering(ServerSocket server, List<String> answers) {
        return CompletableFuture.runAsync(() -> {
            try (Socket socket = server.accept()) {
                socket.setTcpNoDelay(true);
                InputStream in = socket.getInputStream();
                int newlines = 0;
                for (String answer : answers) {
                    while (newlines < 4) {
                        newlines += in.read() == '\n' ? 1 : 0;
                    }
                    newlines = 0;
                    for (int at = 0; at < answer.length(); at += 7) {
                        String piece = answer.substring(at, Math.min(answer.length(), at + 7));
                        socket.getOutputStream().write(piece.getBytes(StandardCharsets.US_ASCII));
                    }
                }
                int unused = in.read();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void fourLines(long number, ByteBuffer into) {
        into.put(ascii("GET /" + number + " HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n"));
    }

    @Test
    void requestsAreCountedOnceTheyAreAnsweredWell() throws IOException {
        String ok = "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n" + "x".repeat(30);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String noContent = "HTTP/1.1 204 No Content\r\nA: b\r\n\r\n";
            CompletableFuture<Void> answered = answering(server, List.of(ok, noContent, ok, noContent, ok));
            try (PipelinedLoad load = new PipelinedLoad((InetSocketAddress) server.getLocalSocketAddress(), 1, 2)) {
                assertThat(load.run(PipelinedLoad.counted(0, 5, ScaleTest::fourLines))
                                .operations())
                        .isEqualTo(5);
            }
            answered.join();
        }
    }

    @Test
    void anAnswerThatIsNotWellFailsTheLoad() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> answered =
                    answering(server, List.of("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"));
            try (PipelinedLoad load = new PipelinedLoad((InetSocketAddress) server.getLocalSocketAddress(), 1, 1)) {
                assertThatThrownBy(() -> load.run(PipelinedLoad.counted(0, 1, ScaleTest::fourLines)))
                        .hasMessageContaining("503 Busy");
            }
            answered.join();
        }
    }

    @Test
    void latenciesAreToldApartByWhatRanInTheirWindow() {
        LatencyWindows windows = new LatencyWindows(1_000, 100);
        for (int i = 1; i <= 100; i++) {
            windows.add(1_050, i);
            windows.add(1_150, 10L * i);
            windows.add(1_399, 100L * i);
        }
        windows.ran(1_120, 1_180);
        windows.ran(1_390, 1_410);

        assertThat(windows.latencies(false)).isEqualTo(new Latencies(2, 100, 50, 99));
        assertThat(windows.latencies(true)).isEqualTo(new Latencies(2, 200, 910, 9_800));
    }

    @Test
    void noLatenciesAreNone() {
        assertThat(new LatencyWindows(0, 1).latencies(true)).hasToString("–");
    }

    @Test
    void useOfTheDiskIsReadBehindComplaints() throws IOException {
        assertThat(DiskUse.parse("du: cannot access 'x': No such file\n4096\t/data\n"))
                .isEqualTo(4096);
        assertThatThrownBy(() -> DiskUse.parse("du: cannot access '/data'")).isInstanceOf(IOException.class);
    }

    @Test
    void timeOfThreadsIsAddedUpByTheirNames(@TempDir Path proc) throws IOException {
        List<String> names = List.of("rocksdb:low", "rocksdb:low", "rocksdb:high");
        for (int i = 0; i < names.size(); i++) {
            Path task = Files.createDirectories(proc.resolve("9/task/" + i));
            Files.writeString(task.resolve("comm"), names.get(i) + "\n");
            Files.writeString(task.resolve("schedstat"), (i + 1) * 100 + " 5 6\n");
        }

        assertThat(new ProcessThreads(proc, 9).runNanos("rocksdb:low")).isEqualTo(300);
    }
}
