package dev.cistern.backends.oci;

import com.oracle.bmc.ConfigFileReader;
import com.oracle.bmc.auth.BasicAuthenticationDetailsProvider;
import com.oracle.bmc.auth.ConfigFileAuthenticationDetailsProvider;
import com.oracle.bmc.auth.SimplePrivateKeySupplier;
import com.oracle.bmc.auth.StringPrivateKeySupplier;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.http.Kept;
import dev.cistern.backends.oci.OciLocation.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Keys for OCI: of a user in a file, of a session that a token file tells, of a resource that the platform gives files to. Read
 * on a worker thread and kept for a minute, so that a changed file is noticed. Used by any thread.
 */
public final class OciCredentials {
    private static final int MOST_BYTES = 64 * 1024;

    private final Map<String, String> environment;
    private final Kept<Identity, OciKey> kept;

    /** @param environment as the process has it */
    public OciCredentials(Vertx vertx, InstantSource clock, Map<String, String> environment) {
        this.environment = environment;
        this.kept = new Kept<>(vertx, clock, identity -> Kept.Value.of(find(identity)));
    }

    /** Fails with a {@link BackendException} where there is none; completes on the caller's context. */
    Future<OciKey> of(Identity identity) {
        return kept.get(identity);
    }

    /**
     * Looks for another key where this one was refused.
     *
     * @return whether there is another; never fails
     */
    Future<Boolean> renew(Identity identity, String refused) {
        return kept.renew(identity, key -> key.signed(refused));
    }

    private OciKey find(Identity identity) throws BackendException {
        try {
            return new OciKey(provider(identity));
        } catch (IOException | RuntimeException e) {
            // What the library says names files and entries, and quotes none of them.
            throw new BackendException(
                    Fault.UNREACHABLE,
                    "there are no credentials for OCI to sign a request to the backend with: " + e.getMessage());
        }
    }

    private BasicAuthenticationDetailsProvider provider(Identity identity) throws IOException {
        String profile = identity.profile().orElse("DEFAULT");
        if (identity.file().isPresent()) {
            return ofFile(identity.file().get(), profile);
        }
        String version = environment.getOrDefault("OCI_RESOURCE_PRINCIPAL_VERSION", "");
        if (version.equals("2.2") && identity.profile().isEmpty()) {
            return ofResource();
        }
        if (!version.isEmpty() && identity.profile().isEmpty()) {
            throw new IOException("resource principals of version " + version + " are not served, only 2.2");
        }
        String named = environment.get("OCI_CONFIG_FILE");
        return ofFile(
                named == null ? Path.of(System.getProperty("user.home"), ".oci", "config") : Path.of(named), profile);
    }

    private static BasicAuthenticationDetailsProvider ofFile(Path file, String profile) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(file + " cannot be read; give the bucket config_file= or anonymous=true");
        }
        ConfigFileReader.ConfigFile config = ConfigFileReader.parse(file.toString(), profile);
        String tokenFile = config.get("security_token_file");
        if (tokenFile == null) {
            return new ConfigFileAuthenticationDetailsProvider(config);
        }
        String keyFile = config.get("key_file");
        if (keyFile == null) {
            throw new IOException("section " + profile + " of " + file + " has a security_token_file and no key_file");
        }
        String phrase = config.get("pass_phrase");
        return new OfToken(
                OciKey.TOKEN + read(Path.of(tokenFile)),
                new SimplePrivateKeySupplier(keyFile),
                Optional.ofNullable(phrase).map(String::toCharArray));
    }

    /** What the platform puts into the environment of functions and containers: each a value, or the file that has it. */
    private BasicAuthenticationDetailsProvider ofResource() throws IOException {
        String token = valueOrFile("OCI_RESOURCE_PRINCIPAL_RPST");
        String key = valueOrFile("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM");
        String phrase = environment.get("OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM_PASSPHRASE");
        Optional<char[]> characters = phrase == null
                ? Optional.empty()
                : Optional.of((phrase.startsWith("/") ? read(Path.of(phrase)) : phrase).toCharArray());
        return new OfToken(OciKey.TOKEN + token, new StringPrivateKeySupplier(key), characters);
    }

    private String valueOrFile(String variable) throws IOException {
        String value = environment.get(variable);
        if (value == null || value.isBlank()) {
            throw new IOException(variable + " is not set");
        }
        return value.startsWith("/") ? read(Path.of(value)) : value.strip();
    }

    private static String read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is larger than a key or a token");
        }
        return Files.readString(file).strip();
    }

    /** A key whose name is a token that somebody else keeps fresh. */
    private static final class OfToken implements BasicAuthenticationDetailsProvider {
        private final String keyId;
        private final Supplier<InputStream> key;
        private final Optional<char[]> phrase;

        OfToken(String keyId, Supplier<InputStream> key, Optional<char[]> phrase) {
            this.keyId = keyId;
            this.key = key;
            this.phrase = phrase;
        }

        @Override
        public String getKeyId() {
            return keyId;
        }

        @Override
        public InputStream getPrivateKey() {
            return key.get();
        }

        @Override
        @SuppressWarnings({"deprecation", "NullAway"}) // Of an interface without marks: null for none.
        public String getPassPhrase() {
            return phrase.map(String::new).orElse(null);
        }

        @Override
        @SuppressWarnings("NullAway") // As above.
        public char[] getPassphraseCharacters() {
            return phrase.orElse(null);
        }
    }
}
