package dev.cistern.node.cli;

import dev.cistern.node.cli.transfer.LocalFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern cluster certs}: certificates that nodes know each other by, made by the JDK's keytool. Talks to no node. */
@Command(
        name = "certs",
        description = {
            "Make certificates for the Raft ports of nodes: one for each host, and the root that all of them believe.",
            "Made again in the same folder, the root stays, and those of the hosts named are renewed."
        },
        sortOptions = false,
        footerHeading = "%nExample:%n",
        footer = {
            "  cistern cluster certs --out certs a.example.org b.example.org c.example.org",
            "  cistern server --set cluster.listen=0.0.0.0:7071 --set cluster.advertise=a.example.org \\",
            "      --set cluster.tls_cert_file=certs/a.example.org.pem \\",
            "      --set cluster.tls_key_file=certs/a.example.org-key.pem --set cluster.tls_ca_file=certs/ca.pem",
            "",
            "A node needs its own two files and ca.pem. ca.p12 can make more of them: keep it to yourself."
        })
final class ClusterCertsCommand implements Callable<Integer> {
    /** The store is as secret as its file; the tool wants a password all the same. */
    private static final String PASSWORD = "cistern-cluster";

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9.:-]{0,252}");
    private static final String ROOT_DAYS = "3650";
    private static final String HOST_DAYS = "825";

    private final Terminal terminal;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Where the files go; made when missing.",
            required = true)
    private Path out = Path.of("");

    @Parameters(
            arity = "1..*",
            paramLabel = "HOST",
            description = "Host names or addresses, as nodes advertise them (cluster.advertise).")
    private List<String> hosts = List.of();

    ClusterCertsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        for (String host : hosts) {
            if (!HOST.matcher(host).matches()) {
                throw new LocalFailure("'" + host + "' is not a host");
            }
        }
        try {
            Files.createDirectories(out);
            root();
            for (String host : hosts) {
                certificate(host);
            }
            return ExitCode.OK;
        } catch (IOException | GeneralSecurityException e) {
            throw new LocalFailure("the certificates could not be made: " + e.getMessage());
        }
    }

    private void root() throws IOException, GeneralSecurityException {
        Path store = out.resolve("ca.p12");
        if (!Files.exists(store)) {
            keytool(
                    "-genkeypair",
                    "-alias",
                    "ca",
                    "-keystore",
                    store.toString(),
                    "-dname",
                    "CN=Cistern cluster",
                    "-validity",
                    ROOT_DAYS,
                    "-ext",
                    "bc:critical=ca:true",
                    "-ext",
                    "ku:critical=keyCertSign,cRLSign");
            ownerOnly(store);
        }
        write(
                out.resolve("ca.pem"),
                "CERTIFICATE",
                open(store).getCertificate("ca").getEncoded());
    }

    private void certificate(String host) throws IOException, GeneralSecurityException {
        Path store = Files.createTempDirectory(out, "new").resolve("host.p12");
        Path request = store.resolveSibling("request");
        Path file = out.resolve(host.replace(':', '-') + ".pem");
        Path keyFile = out.resolve(host.replace(':', '-') + "-key.pem");
        try {
            keytool("-genkeypair", "-alias", "it", "-keystore", store.toString(), "-dname", "CN=" + host);
            keytool("-certreq", "-alias", "it", "-keystore", store.toString(), "-file", request.toString());
            String kind = ADDRESS.matcher(host).matches() ? "ip:" : "dns:";
            keytool(
                    "-gencert",
                    "-alias",
                    "ca",
                    "-keystore",
                    out.resolve("ca.p12").toString(),
                    "-rfc",
                    "-infile",
                    request.toString(),
                    "-outfile",
                    file.toString(),
                    "-validity",
                    HOST_DAYS,
                    "-ext",
                    "san=" + kind + host,
                    "-ext",
                    "eku=serverAuth,clientAuth");
            byte[] key = open(store).getKey("it", PASSWORD.toCharArray()).getEncoded();
            write(keyFile, "PRIVATE KEY", key);
            ownerOnly(keyFile);
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(request);
            Files.deleteIfExists(store.getParent());
        }
        terminal.out().println(file + "  " + keyFile);
    }

    private static void keytool(String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        if (arguments[0].equals("-genkeypair")) {
            command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        }
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException("keytool says: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static KeyStore open(Path store) throws IOException, GeneralSecurityException {
        KeyStore made = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            made.load(in, PASSWORD.toCharArray());
        }
        return made;
    }

    private static void write(Path file, String what, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + body + "\n-----END " + what + "-----\n");
    }

    private static void ownerOnly(Path file) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Path same = Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            assert same.equals(file);
        }
    }
}
