package dev.cistern.bench.backends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.Request;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

final class LinkTest {
    @Test
    void connectionsAndReadsAreCountedAndWritesAreNot() throws Exception {
        try (KeptOpen upstream = new KeptOpen();
                Link link = new Link(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream.port()), Link.UNLIMITED);
                HttpConnection one = HttpConnection.open(link.address());
                HttpConnection other = HttpConnection.open(link.address())) {
            assertThat(one.exchange(Request.get("/a")).status()).isEqualTo(404);
            assertThat(one.exchange(Request.of("HEAD", "/a")).status()).isEqualTo(404);
            assertThat(other.exchange(Request.of("DELETE", "/a")).status()).isEqualTo(404);

            assertThat(link.reads()).isEqualTo(2);
            assertThat(link.dials()).isEqualTo(2);
            assertThat(upstream.open()).isEqualTo(2);
            assertThat(link.bytesDown()).isPositive();
        }
    }

    @Test
    void bytesPassALinkOfARateWholeAndInOrder() throws Exception {
        try (KeptOpen upstream = new KeptOpen();
                Link link =
                        new Link(new InetSocketAddress(InetAddress.getLoopbackAddress(), upstream.port()), 1 << 20);
                HttpConnection connection = HttpConnection.open(link.address())) {
            for (int i = 0; i < 20; i++) {
                assertThat(connection.exchange(Request.get("/" + i)).status()).isEqualTo(404);
            }
            assertThat(link.reads()).isEqualTo(20);
            assertThat(link.dials()).isEqualTo(1);
        }
    }
}
