package dev.cistern.conf;

import org.jspecify.annotations.Nullable;

/**
 * Who this node says it is, and whom it believes; both live. Equal when the contents of the files are.
 *
 * @param server what the node shows to its clients, null when they speak without TLS
 * @param backendRoots whom it believes about cloud hosts besides those that the Java platform trusts, null for nobody
 */
public record TlsSettings(
        @Nullable ServerIdentity server, @Nullable TrustedRoots backendRoots) {

    /** No TLS to clients, and the platform's trust. */
    public static final TlsSettings OFF = new TlsSettings(null, null);

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
        return "";
    }
}
