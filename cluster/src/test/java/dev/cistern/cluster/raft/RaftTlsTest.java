package dev.cistern.cluster.raft;

import static dev.cistern.cluster.raft.Server.GROUP;
import static dev.cistern.cluster.raft.Waiting.get;
import static dev.cistern.cluster.raft.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.cluster.raft.Authority.Pair;
import dev.cistern.conf.PeerTls;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of Raft servers that are replaced while they run. */
final class RaftTlsTest {
    private static final Vertx VERTX = Vertx.vertx();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private static Path made;

    @SuppressWarnings("NullAway.Init")
    private static Authority before;

    @SuppressWarnings("NullAway.Init")
    private static Authority after;

    @SuppressWarnings("NullAway.Init")
    private static Pair old;

    @SuppressWarnings("NullAway.Init")
    private static Pair renewed;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        before = new Authority(made, "before");
        after = new Authority(made, "after");
        old = before.make("old");
        renewed = after.make("renewed");
    }

    @AfterAll
    static void close() {
        get(VERTX.close());
    }

    /** By whoever leads, once one does. */
    private static void add(List<Server> servers, long number) {
        until("one takes it", () -> servers.stream()
                .filter(Server::isLeader)
                .anyMatch(leader -> get(leader.replica()
                        .submit(SumState.bytes(number))
                        .map(taken -> true)
                        .otherwise(nobody -> {
                            assertThat(nobody).isInstanceOf(NotLeaderException.class);
                            return false;
                        }))));
    }

    private static void allKnow(List<Server> servers, long sum) {
        until("all know it", () -> servers.stream()
                .allMatch(server -> server.state().sum() == sum));
    }

    @Test
    void rootsAndCertificatesAreReplacedOneServerAfterTheOther() throws Exception {
        RaftTls[] tls = new RaftTls[3];
        for (int i = 0; i < tls.length; i++) {
            tls[i] = new RaftTls(Authority.tls(old, before));
        }
        try (Server a = new Server(VERTX, folder, "a", tls[0]);
                Server b = new Server(VERTX, folder, "b", tls[1]);
                Server c = new Server(VERTX, folder, "c", tls[2])) {
            List<Server> all = List.of(a, b, c);
            a.found(GROUP);
            b.waitToBeTakenIn(GROUP);
            c.waitToBeTakenIn(GROUP);
            until("it leads", a::isLeader);
            get(a.replica().setPeers(List.of(a.self, b.self)));
            get(a.replica().setPeers(List.of(a.self, b.self, c.self)));
            List<PeerTls> steps = List.of(
                    Authority.tls(old, before, after),
                    Authority.tls(renewed, before, after),
                    Authority.tls(renewed, after));
            for (int step = 0; step < steps.size(); step++) {
                for (RaftTls each : tls) {
                    each.take(steps.get(step));
                }
                all.get(step).restart();
                add(all, 1);
            }
            allKnow(all, steps.size());
            assertThatThrownBy(() -> shakeHands(Authority.jdk(old, after), a)).isInstanceOf(IOException.class);
            shakeHands(Authority.jdk(renewed, after), a);
        }
    }

    /** A server of TLS 1.3 says only with its first bytes whether it lets a client in; those of HTTP/2 are its settings. */
    private static void shakeHands(SSLContext context, Server server) throws IOException {
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(server.host(), server.port())) {
            SSLParameters h2 = socket.getSSLParameters();
            h2.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(h2);
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() < 0) {
                throw new IOException("not let in");
            }
        }
    }

    @Test
    void newCertificateIsShownWithoutARestartAndNoSessionUnderFormerRootsGoesOn() throws Exception {
        RaftTls tls = new RaftTls(Authority.tls(old, before));
        try (Server server = new Server(VERTX, folder, "a", tls)) {
            SSLContext remembers = Authority.jdk(old, before, after);
            shakeHands(remembers, server);
            shakeHands(remembers, server);

            tls.take(Authority.tls(renewed, after));

            assertThatThrownBy(() -> shakeHands(remembers, server)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> shakeHands(Authority.jdk(renewed, before), server))
                    .as("the one before is not shown any more")
                    .isInstanceOf(IOException.class);
            shakeHands(Authority.jdk(renewed, after), server);
        }
    }

    @Test
    void whoDialsShowsTheNewCertificateToAServerThatKnowsTheFormer() throws Exception {
        RaftTls tls = new RaftTls(Authority.tls(old, before));
        BlockingQueue<String> shown = new ArrayBlockingQueue<>(1_000);
        SSLContext jdk = Authority.jdk(old, before, after);
        try (SSLServerSocket listening = (SSLServerSocket)
                jdk.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            listening.setNeedClientAuth(true);
            Thread accepting = new Thread(() -> accept(listening, shown));
            accepting.start();
            Parameters parameters = new Parameters();
            tls.secure(parameters);
            Forwarder forwarder = new Forwarder(ClientId.randomId(), new RaftProperties(), parameters);
            Peer peer = new Peer("x", "127.0.0.1:" + listening.getLocalPort());

            dial(forwarder, peer);
            assertThat(Objects.requireNonNull(shown.poll(30, TimeUnit.SECONDS))).isEqualTo("CN=old");
            tls.take(Authority.tls(renewed, before));
            until("the new one is shown", () -> {
                dial(forwarder, peer);
                return "CN=renewed".equals(shown.poll());
            });

            tls.take(Authority.tls(renewed, after));
            int unseen = shown.size();
            dial(forwarder, peer);
            assertThat(shown.size()).as("the server is not believed any more").isEqualTo(unseen);
            forwarder.close();
        }
    }

    private static void dial(Forwarder forwarder, Peer peer) {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(ClientId.randomId())
                .setServerId(peer.toRatis().getId())
                .setGroupId(RaftGroupId.valueOf(GROUP))
                .setCallId(1)
                .setMessage(Message.EMPTY)
                .setType(RaftClientRequest.writeRequestType())
                .build();
        Throwable failure = forwarder
                .send(request, List.of(peer.toRatis()))
                .handle((reply, refused) -> refused)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        assertThat(failure).isNotNull();
    }

    /** Shakes hands, notes who came, and hangs up. */
    private static void accept(SSLServerSocket listening, BlockingQueue<String> shown) {
        while (!listening.isClosed()) {
            try (SSLSocket socket = (SSLSocket) listening.accept()) {
                SSLParameters h2 = socket.getSSLParameters();
                h2.setApplicationProtocols(new String[] {"h2"});
                socket.setSSLParameters(h2);
                socket.startHandshake();
                assertThat(socket.getInputStream().read()).isNotNegative();
                X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
                shown.add(peer.getSubjectX500Principal().getName());
            } catch (IOException e) {
                // Who does not come in is not noted.
            }
        }
    }
}
