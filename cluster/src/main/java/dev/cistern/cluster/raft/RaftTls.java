package dev.cistern.cluster.raft;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.security.TlsConf.CertificatesConf;
import org.apache.ratis.security.TlsConf.PrivateKeyConf;

/**
 * Both sides of a connection between Raft servers show a certificate, and believe those of {@code roots} alone. Says nothing
 * of the key in words.
 */
public final class RaftTls {
    private final List<X509Certificate> chain;
    private final PrivateKey key;
    private final List<X509Certificate> roots;

    /**
     * Certificates of this node, and whom it believes.
     *
     * @param chain the node's own first; valid for the host of its address
     * @param roots at least one
     */
    public RaftTls(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> roots) {
        this.chain = List.copyOf(chain);
        this.key = key;
        this.roots = List.copyOf(roots);
    }

    GrpcTlsConfig toRatis() {
        GrpcTlsConfig.Builder builder = GrpcTlsConfig.newBuilder();
        builder.setPrivateKey(new PrivateKeyConf(key))
                .setKeyCertificates(new CertificatesConf(chain.toArray(X509Certificate[]::new)))
                .setTrustCertificates(new CertificatesConf(roots.toArray(X509Certificate[]::new)))
                .setMutualTls(true);
        return builder.build();
    }
}
