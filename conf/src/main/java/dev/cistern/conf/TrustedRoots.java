package dev.cistern.conf;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Collectors;

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

    /** The first few in words. */
    @Override
    public String toString() {
        String first =
                certificates.stream().limit(3).map(PemCertificates::inWords).collect(Collectors.joining("; "));
        return certificates.size() <= 3 ? first : first + "; and " + (certificates.size() - 3) + " more";
    }
}
