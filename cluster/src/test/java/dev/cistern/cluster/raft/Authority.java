package dev.cistern.cluster.raft;

import dev.cistern.conf.InvalidValueException;
import dev.cistern.conf.PeerTls;
import dev.cistern.conf.ServerIdentity;
import dev.cistern.conf.TrustedRoots;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Makes certificates for 127.0.0.1 with the JDK's tool, as {@code cistern cluster certs} does. */
final class Authority {
    private static final String PASSWORD = "changeit";

    private final Path store;
    private final X509Certificate root;

    Authority(Path folder, String name) throws Exception {
        this.store = folder.resolve(name + ".p12");
        keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-keystore",
                store.toString(),
                "-dname",
                "CN=" + name,
                "-ext",
                "bc=ca:true");
        this.root = (X509Certificate) open(store).getCertificate("ca");
    }

    /** A certificate and its key. */
    record Pair(X509Certificate certificate, PrivateKey key) {}

    Pair make(String name) throws Exception {
        Path own = store.resolveSibling(name + ".p12");
        Path request = store.resolveSibling(name + ".csr");
        Path file = store.resolveSibling(name + ".pem");
        keytool("-genkeypair", "-alias", "it", "-keystore", own.toString(), "-dname", "CN=" + name);
        keytool("-certreq", "-alias", "it", "-keystore", own.toString(), "-file", request.toString());
        keytool(
                "-gencert",
                "-alias",
                "ca",
                "-keystore",
                store.toString(),
                "-rfc",
                "-infile",
                request.toString(),
                "-outfile",
                file.toString(),
                "-ext",
                "san=ip:127.0.0.1");
        X509Certificate made =
                TrustedRoots.parse(Files.readString(file)).certificates().get(0);
        return new Pair(made, (PrivateKey) open(own).getKey("it", PASSWORD.toCharArray()));
    }

    /** Who shows the pair and believes these. */
    static PeerTls tls(Pair pair, Authority... believed) throws InvalidValueException {
        String key = "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(pair.key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        List<X509Certificate> roots =
                Stream.of(believed).map(authority -> authority.root).toList();
        return new PeerTls(ServerIdentity.parse(List.of(pair.certificate), key), new TrustedRoots(roots));
    }

    /** The same for sockets of the JDK. */
    static SSLContext jdk(Pair pair, Authority... believed) throws GeneralSecurityException, IOException {
        KeyStore all = KeyStore.getInstance("PKCS12");
        all.load(null, null);
        all.setKeyEntry("it", pair.key, new char[0], new X509Certificate[] {pair.certificate});
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(all, new char[0]);
        KeyStore roots = KeyStore.getInstance("PKCS12");
        roots.load(null, null);
        for (Authority authority : believed) {
            roots.setCertificateEntry("root-" + roots.size(), authority.root);
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(roots);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore open(Path file) throws GeneralSecurityException, IOException {
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            made.load(in, PASSWORD.toCharArray());
        }
        return made;
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (keytool.waitFor() != 0) {
            throw new AssertionError("keytool made no certificate: " + command);
        }
    }
}
