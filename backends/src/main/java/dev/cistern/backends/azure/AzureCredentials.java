package dev.cistern.backends.azure;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.azure.AzureLocation.Identity;
import dev.cistern.backends.http.Kept;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keys of accounts and shared access signatures, out of files and the environment, and tokens of Entra ID. Found on a worker
 * thread; what is in files is kept for a minute, so that a changed file is noticed. Used by any thread.
 */
public final class AzureCredentials {
    private static final int MOST_BYTES = 16 * 1024;

    private final Map<String, String> environment;
    private final EntraTokens tokens;
    private final Kept<Identity, AzureKey> kept;

    /** @param environment as the process has it */
    public AzureCredentials(Vertx vertx, InstantSource clock, Map<String, String> environment, EntraTokens tokens) {
        this.environment = environment;
        this.tokens = tokens;
        this.kept = new Kept<>(vertx, clock, this::look);
    }

    /** What makes a request somebody's. */
    sealed interface AzureKey {
        /** Requests are signed with it. */
        record Shared(Buffer key) implements AzureKey {}

        /** @param query added to the target of every request */
        record Signature(String query) implements AzureKey {}

        /** @param authorization the value of {@code Authorization} */
        record Token(String authorization) implements AzureKey {}
    }

    /** Fails with a {@link BackendException} where there are none; completes on the caller's context. */
    Future<AzureKey> of(Identity identity) {
        return kept.get(identity);
    }

    /**
     * Looks for another where this one was refused.
     *
     * @param refused whether it is the one
     * @return whether there is another; never fails
     */
    Future<Boolean> renew(Identity identity, Predicate<AzureKey> refused) {
        tokens.forget(identity.entra());
        return kept.renew(identity, refused);
    }

    private Kept.Value<AzureKey> look(Identity identity) throws BackendException {
        return identity.entra().way().isPresent()
                        || identity.entra().secretFile().isPresent()
                        || (nothing(identity) && tokens.isNamed(environment))
                ? tokens.find(identity.entra(), environment)
                : Kept.Value.of(find(identity));
    }

    private boolean nothing(Identity identity) {
        return identity.keyFile().isEmpty()
                && identity.sasFile().isEmpty()
                && !environment.containsKey("AZURE_STORAGE_KEY")
                && !environment.containsKey("AZURE_STORAGE_SAS_TOKEN");
    }

    private AzureKey find(Identity identity) throws BackendException {
        if (identity.keyFile().isPresent()) {
            return shared(
                    read(identity.keyFile().get()), identity.keyFile().get().toString());
        }
        if (identity.sasFile().isPresent()) {
            return signature(read(identity.sasFile().get()));
        }
        Optional<String> key = Optional.ofNullable(environment.get("AZURE_STORAGE_KEY"));
        if (key.isPresent()) {
            return shared(key.get(), "AZURE_STORAGE_KEY");
        }
        String sas = environment.get("AZURE_STORAGE_SAS_TOKEN");
        if (sas != null) {
            return signature(sas);
        }
        throw none(
                "set AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN, or give the bucket key_file=, sas_file=, auth=entra,"
                        + " auth=managed or anonymous=true");
    }

    private static AzureKey shared(String text, String where) throws BackendException {
        try {
            return new AzureKey.Shared(Buffer.buffer(Base64.getDecoder().decode(text.strip())));
        } catch (IllegalArgumentException e) {
            throw none("the key in " + where + " is not in Base64");
        }
    }

    private static AzureKey signature(String text) {
        String query = text.strip();
        return new AzureKey.Signature(query.startsWith("?") ? query.substring(1) : query);
    }

    static String read(Path file) throws BackendException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw none(file + " is larger than a key");
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw none(file + " cannot be read: " + e);
        }
    }

    static BackendException none(String why) {
        return new BackendException(
                Fault.UNREACHABLE, "there are no credentials for Azure to ask the backend with: " + why);
    }
}
