package dev.cistern.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.InvalidValueException;
import dev.cistern.conf.ServerIdentity;
import dev.cistern.conf.TrustedRoots;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its own certificate for {@code localhost} and 127.0.0.1, made by the JDK's tool. */
public final class Certificate {
    private static final String PASSWORD = "changeit";

    private final Path file;
    private final String name;

    private Certificate(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /** Makes one, in a file of the folder. */
    public static Certificate make(Path folder, String name) throws IOException, InterruptedException {
        Path store = folder.resolve(name + ".p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                name,
                "-dname",
                "CN=localhost,O=" + name,
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD);
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).isZero();
        return new Certificate(store, name);
    }

    /** For Vert.x. */
    public PfxOptions options() {
        return new PfxOptions().setPath(file.toString()).setPassword(PASSWORD);
    }

    /** For a server. */
    public ServerIdentity identity() {
        try {
            String key = Base64.getMimeEncoder()
                    .encodeToString(store().getKey(name, PASSWORD.toCharArray()).getEncoded());
            return ServerIdentity.parse(
                    List.of(certificate()), "-----BEGIN PRIVATE KEY-----\n" + key + "\n-----END PRIVATE KEY-----\n");
        } catch (InvalidValueException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** For a client that believes this one. */
    public TrustedRoots roots() {
        return new TrustedRoots(List.of(certificate()));
    }

    /** The certificate. */
    public X509Certificate certificate() {
        try {
            return (X509Certificate) store().getCertificate(name);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** TLS of the JDK, for a client that believes these. */
    public static SSLContext believing(Certificate... certificates) {
        try {
            KeyStore roots = KeyStore.getInstance("PKCS12");
            roots.load(null, null);
            for (Certificate each : certificates) {
                roots.setCertificateEntry(each.name, each.certificate());
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(roots);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private KeyStore store() {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, PASSWORD.toCharArray());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new AssertionError(e);
        }
    }
}
