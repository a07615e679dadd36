package dev.cistern.bench.farend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A key and its own certificate for {@code localhost} and 127.0.0.1, made by the JDK's tool. */
public final class Certificate {
    /** Of every keystore made here; it guards nothing. */
    public static final String PASSWORD = "changeit";

    private Certificate() {}

    /** Makes one; the PKCS#12 file. */
    public static Path make(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("far-end.p12");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-alias",
                "far-end",
                "-dname",
                "CN=localhost",
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
        if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
            throw new IOException("keytool made no certificate in " + folder);
        }
        return store;
    }
}
