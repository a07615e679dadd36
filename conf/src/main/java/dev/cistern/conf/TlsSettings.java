package dev.cistern.conf;

import org.jspecify.annotations.Nullable;

/**
 * Who this node says it is, and whom it believes; all of it live. Equal when the contents of the files are.
 *
 * @param server what the node shows to its clients, null when they speak without TLS
 * @param backendRoots whom it believes about cloud hosts besides those that the Java platform trusts, null for nobody
 * @param peers the same among members, null when their Raft servers speak without TLS
 * @param secrets what the members know each other by, null for none
 */
public record TlsSettings(
        @Nullable ServerIdentity server,
        @Nullable TrustedRoots backendRoots,
        @Nullable PeerTls peers,
        @Nullable ClusterSecrets secrets) {

    /** No TLS, the platform's trust, and no secret. */
    public static final TlsSettings OFF = new TlsSettings(null, null, null, null);

    /** What is in the file that a key names, in words; empty where the key names none. */
    public String contentOf(String key) {
        if (server != null && key.equals(Keys.TLS_CERT_FILE.name())) {
            return server.toString();
        }
        if (server != null && key.equals(Keys.TLS_KEY_FILE.name())) {
            return "key of " + server.fingerprint();
        }
        if (backendRoots != null && key.equals(Keys.BACKEND_CA_FILE.name())) {
            return backendRoots.toString();
        }
        if (secrets != null && key.equals(ClusterKeys.SECRET_FILE.name())) {
            return secrets.toString();
        }
        return peers == null ? "" : contentOf(key, peers);
    }

    private static String contentOf(String key, PeerTls peers) {
        if (key.equals(ClusterKeys.TLS_CERT_FILE.name())) {
            return peers.identity().toString();
        }
        if (key.equals(ClusterKeys.TLS_KEY_FILE.name())) {
            return "key of " + peers.identity().fingerprint();
        }
        return key.equals(ClusterKeys.TLS_CA_FILE.name()) ? peers.roots().toString() : "";
    }
}
