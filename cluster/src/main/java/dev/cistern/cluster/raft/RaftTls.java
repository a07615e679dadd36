package dev.cistern.cluster.raft;

import dev.cistern.conf.PeerTls;
import java.security.cert.X509Certificate;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.grpc.GrpcUtil;
import org.apache.ratis.security.TlsConf.CertificatesConf;
import org.apache.ratis.security.TlsConf.PrivateKeyConf;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslContext;

/**
 * Both sides of a connection between Raft servers show a certificate, and believe those of certain roots alone. What is shown and
 * believed can be replaced while the server runs: each handshake takes the generation that is in force, connections that are
 * there stay as they are. Safe for all threads. Says nothing of the key in words.
 */
public final class RaftTls {
    private final LiveKey key;
    private final LiveRoots roots;
    private final LiveEngines server;

    /** The certificate must be valid for the host of the server's address. */
    public RaftTls(PeerTls first) {
        this.key = new LiveKey(first.identity());
        this.roots = new LiveRoots(first.roots());
        this.server = new LiveEngines(serverContext(first));
    }

    /** Handshakes that begin from now on take these. Takes some milliseconds of the processor. */
    public synchronized void take(PeerTls next) {
        SslContext made = serverContext(next);
        key.take(next.identity());
        roots.take(next.roots());
        server.take(made);
    }

    /**
     * A server's side has a context for each generation, since who began a session under one must not take it up again under the next,
     * unseen by the roots of that.
     */
    private static SslContext serverContext(PeerTls tls) {
        GrpcTlsConfig.Builder builder = GrpcTlsConfig.newBuilder();
        builder.setPrivateKey(new PrivateKeyConf(tls.identity().key()))
                .setKeyCertificates(new CertificatesConf(tls.identity().chain().toArray(X509Certificate[]::new)))
                .setTrustCertificates(
                        new CertificatesConf(tls.roots().certificates().toArray(X509Certificate[]::new)))
                .setMutualTls(true);
        return GrpcUtil.buildSslContextForServer(builder.build());
    }

    void secure(Parameters parameters) {
        GrpcTlsConfig.Builder builder = GrpcTlsConfig.newBuilder();
        builder.setKeyManager(key).setTrustManager(roots).setMutualTls(true);
        GrpcConfigKeys.TLS.setConf(parameters, builder.build());
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, (server, types) -> server.sslContext(this.server));
    }
}
