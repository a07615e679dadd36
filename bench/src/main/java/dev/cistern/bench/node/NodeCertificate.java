package dev.cistern.bench.node;

import dev.cistern.bench.farend.Certificate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate for localhost and 127.0.0.1 as a node reads it.
 *
 * @param certificate PEM file
 * @param key PEM file
 */
public record NodeCertificate(Path certificate, Path key) {

    /** Makes one in a folder. */
    public static NodeCertificate make(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        char[] password = Certificate.PASSWORD.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Certificate.make(folder))) {
            store.load(in, password);
        }
        String alias = store.aliases().nextElement();
        Path certificate = folder.resolve("node.crt");
        Path key = folder.resolve("node.key");
        Files.writeString(
                certificate, pem("CERTIFICATE", store.getCertificate(alias).getEncoded()));
        Files.writeString(key, pem("PRIVATE KEY", store.getKey(alias, password).getEncoded()));
        return new NodeCertificate(certificate, key);
    }

    private static String pem(String what, byte[] bytes) {
        String body = Base64.getMimeEncoder().encodeToString(bytes);
        return "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n";
    }

    /** The settings that make a node show it. */
    public String[] settings() {
        return new String[] {"net.http.tls_cert_file=" + certificate, "net.http.tls_key_file=" + key};
    }
}
