package dev.cistern.conf;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates that are believed about others. Immutable.
 *
 * @param certificates at least one
 */
public record TrustedRoots(List<X509Certificate> certificates) {

    /** Copies the list. */
    public TrustedRoots {
        certificates = List.copyOf(certificates);
    }

    /** Reads PEM. */
    public static TrustedRoots parse(String text) throws InvalidValueException {
        return new TrustedRoots(PemCertificates.parse(text));
    }

    /** What a TLS library believes: these and nobody else. */
    public TrustManagerFactory trustManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int at = 0; at < certificates.size(); at++) {
                store.setCertificateEntry("root-" + at, certificates.get(at));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("roots that were read cannot be used: " + this, e);
        }
    }

    /** The first few in words. */
    @Override
    public String toString() {
        String first =
                certificates.stream().limit(3).map(PemCertificates::inWords).collect(Collectors.joining("; "));
        return certificates.size() <= 3 ? first : first + "; and " + (certificates.size() - 3) + " more";
    }
}
