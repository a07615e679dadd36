package dev.cistern.net.server;

import static dev.cistern.net.server.Front.SETTINGS;
import static dev.cistern.net.server.Front.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Regions of a real file over a real socket. */
@Timeout(60)
final class FileRegionsTest {
    private static final int LENGTH = 8 << 20;

    private final Path path;

    FileRegionsTest(@TempDir Path folder) throws IOException {
        byte[] bytes = new byte[LENGTH];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) ('a' + (i * 31L + i / 1021) % 26);
        }
        path = Files.write(folder.resolve("blob"), bytes);
    }

    private static Future<Void> sendTwo(HttpServerRequest request, FileChannel file) {
        assertThat(FileRegions.supports(request)).isTrue();
        var response = request.response().putHeader("Content-Length", String.valueOf(LENGTH - 10));
        response.writeHead().onFailure(failure -> {});
        int first = 3_000_001;
        return FileRegions.send(request, file, 10, first)
                .compose(sent -> FileRegions.send(request, file, 10 + first, LENGTH - 10 - first))
                .compose(sent -> response.end());
    }

    @Test
    void regionsArriveInOrderAndTheFileStaysOpen() throws IOException {
        Promise<Void> ended = Promise.promise();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                Front front =
                        new Front(SETTINGS, request -> sendTwo(request, file).onSuccess(ended::tryComplete));
                Client client = front.connect()) {
            for (int i = 0; i < 2; i++) {
                String response = client.get("/").response();
                String body = response.substring(response.indexOf("\r\n\r\n") + 4);
                assertThat(body).isEqualTo(Files.readString(path).substring(10));
                await(ended.future());
                assertThat(file.isOpen()).isTrue();
                front.eventually(f -> f.idle() == 1);
            }
            assertThat(front.figures().requests()).isEqualTo(2);
        }
    }

    @Test
    void connectionIsActiveUntilThePeerHasTakenTheRegion() throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                Front front =
                        new Front(SETTINGS, request -> sendTwo(request, file).onFailure(failure -> {}));
                Client client = front.connect()) {
            client.get("/");
            front.eventually(f -> f.active() == 1);
            front.pass(SETTINGS.idleTime().multipliedBy(50));
            assertThat(client.response()).hasSizeGreaterThan(LENGTH - 10);
        }
    }

    @Test
    void closedPeerFailsTheFuture() throws IOException {
        Promise<Void> ended = Promise.promise();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                Front front =
                        new Front(SETTINGS, request -> sendTwo(request, file).onComplete(ended))) {
            Client client = front.connect();
            client.get("/");
            front.eventually(f -> f.active() == 1);
            client.reset();
            assertThatThrownBy(() -> await(ended.future())).hasRootCauseInstanceOf(IOException.class);
            assertThat(file.isOpen()).isTrue();
            front.eventually(f -> f.open() == 0);
        }
    }

    @Test
    void regionOfARequestThatIsGoneFails() throws IOException {
        Promise<HttpServerRequest> held = Promise.promise();
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                Front front = new Front(SETTINGS, held::complete)) {
            try (Client client = front.connect()) {
                client.get("/");
                await(held.future());
            }
            front.eventually(f -> f.open() == 0);
            assertThatThrownBy(() -> await(FileRegions.send(held.future().result(), file, 0, 10)))
                    .isInstanceOf(AssertionError.class);
        }
    }
}
