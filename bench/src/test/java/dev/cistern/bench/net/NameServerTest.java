package dev.cistern.bench.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.dns.DnsClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class NameServerTest {
    @Test
    void nameHasTheAddressesItWasGivenLast() throws Exception {
        InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        InetAddress two = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        Vertx vertx = Vertx.vertx();
        try (NameServer server = NameServer.start(List.of(one))) {
            DnsClient client = vertx.createDnsClient(server.port(), "127.0.0.1");
            assertThat(await(client.resolveA("far.end.test"))).containsExactly("127.0.0.1");
            server.give(List.of(one, two));
            assertThat(await(client.resolveA("far.end.test"))).containsExactlyInAnyOrder("127.0.0.1", "127.0.0.2");
            assertThat(await(client.resolveAAAA("far.end.test"))).isEmpty();
            assertThat(server.asked()).isEqualTo(2);
        } finally {
            await(vertx.close());
        }
    }

    @Test
    void nameThatIsNotThereIsNotFound() throws Exception {
        InetAddress one = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        Vertx vertx = Vertx.vertx();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (NameServer server =
                NameServer.start(any, name -> name.equals("a.peers.test") ? List.of(one) : List.of())) {
            DnsClient client = vertx.createDnsClient(server.port(), "127.0.0.1");
            assertThat(await(client.resolveA("a.peers.test"))).containsExactly("127.0.0.1");
            assertThatThrownBy(() -> await(client.resolveA("b.peers.test"))).hasMessageContaining("NXDOMAIN");
        } finally {
            await(vertx.close());
        }
    }

    @CanIgnoreReturnValue
    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
