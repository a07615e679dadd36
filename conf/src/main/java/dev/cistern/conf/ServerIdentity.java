package dev.cistern.conf;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;

/**
 * A private key and the certificates that vouch for it, the node's own first. Immutable; says nothing of the key in
 * words.
 */
public final class ServerIdentity {
    private static final char[] IN_MEMORY = new char[0];
    private static final byte[] SAMPLE = "cistern".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern KEY_BLOCK =
            Pattern.compile("-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----.*?-----END \\1-----", Pattern.DOTALL);

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private ServerIdentity(List<X509Certificate> chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /**
     * Reads both, and proves that they belong together.
     *
     * @param chain the node's own first, then those that lead to a root
     * @param privateKey PEM: PKCS#8, PKCS#1 or SEC 1, not encrypted
     */
    public static ServerIdentity parse(List<X509Certificate> chain, String privateKey) throws InvalidValueException {
        PrivateKey key = key(chain.get(0), privateKey);
        if (!belongTogether(chain.get(0), key)) {
            throw new InvalidValueException(
                    "the key does not belong to the certificate", "name the key that the certificate was made for");
        }
        return new ServerIdentity(List.copyOf(chain), key);
    }

    private static PrivateKey key(X509Certificate certificate, String text) throws InvalidValueException {
        Matcher block = KEY_BLOCK.matcher(text);
        if (!block.find()) {
            boolean encrypted = text.contains("ENCRYPTED");
            throw new InvalidValueException(
                    encrypted ? "the private key is encrypted" : "no private key in PEM form",
                    encrypted ? "store it without a password" : "it begins with -----BEGIN PRIVATE KEY-----");
        }
        try {
            KeyStore store = KeyStoreHelper.loadKeyCert(
                    List.of(Buffer.buffer(block.group())), List.of(Buffer.buffer(PemCertificates.print(certificate))));
            String alias = store.aliases().nextElement();
            return (PrivateKey) store.getKey(alias, KeyStoreHelper.DUMMY_PASSWORD.toCharArray());
        } catch (Exception e) {
            throw new InvalidValueException("the private key cannot be read: " + e.getMessage(), "");
        }
    }

    private static boolean belongTogether(X509Certificate certificate, PrivateKey key) throws InvalidValueException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> key.getAlgorithm();
                };
        try {
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(SAMPLE);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(certificate.getPublicKey());
            verifying.update(SAMPLE);
            return verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * The certificates.
     *
     * @return the node's own first
     */
    public List<X509Certificate> chain() {
        return chain;
    }

    /**
     * The key.
     *
     * @return secret
     */
    public PrivateKey key() {
        return key;
    }

    /** What a TLS library shows. Takes some milliseconds of the processor. */
    public KeyManagerFactory keyManagers() {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("node", key, IN_MEMORY, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, IN_MEMORY);
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a key and its certificates that were read cannot be used: " + this, e);
        }
    }

    String fingerprint() {
        return PemCertificates.fingerprint(chain.get(0));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ServerIdentity that
                && chain.equals(that.chain)
                && Arrays.equals(key.getEncoded(), that.key.getEncoded());
    }

    @Override
    public int hashCode() {
        return chain.hashCode();
    }

    /** Whose, until when, and the fingerprint of the certificate. */
    @Override
    public String toString() {
        return PemCertificates.inWords(chain.get(0));
    }
}
