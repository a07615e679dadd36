package dev.cistern.conf;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates as they are written in PEM files. */
final class PemCertificates {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    private static final int FINGERPRINT_CHARS = 16;

    private PemCertificates() {}

    /** At least one; what stands between them, such as a private key, is passed over. */
    static List<X509Certificate> parse(String text) throws InvalidValueException {
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            Matcher block = BLOCK.matcher(text);
            while (block.find()) {
                byte[] bytes = block.group().getBytes(StandardCharsets.US_ASCII);
                certificates.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes)));
            }
        } catch (CertificateException e) {
            throw new InvalidValueException(
                    "certificate " + (certificates.size() + 1) + " cannot be read: " + e.getMessage(), "");
        }
        if (certificates.isEmpty()) {
            throw new InvalidValueException("no certificate in PEM form", "it begins with -----BEGIN CERTIFICATE-----");
        }
        return List.copyOf(certificates);
    }

    static String print(X509Certificate certificate) throws CertificateException {
        String body = Base64.getMimeEncoder().encodeToString(certificate.getEncoded());
        return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    }

    /** The first half of its SHA-256, as far as people compare it. */
    static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return "sha256:" + HexFormat.of().formatHex(digest).substring(0, FINGERPRINT_CHARS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256, and this certificate was encoded", e);
        }
    }

    static String inWords(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName() + " until "
                + certificate.getNotAfter().toInstant() + ", " + fingerprint(certificate);
    }
}
