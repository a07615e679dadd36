package dev.cistern.backends.gcs;

import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.gcs.GcsLocation.Identity;
import dev.cistern.backends.http.Kept;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Tokens, from the places where Google's own clients look for credentials. Looked for by Google's library on a worker thread,
 * over connections of its own, before the last one expires. Used by any thread.
 */
public final class GcsCredentials {
    private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

    private final Kept<Identity, String> kept;
    private final ConcurrentMap<Identity, GoogleCredentials> known = new ConcurrentHashMap<>();

    public GcsCredentials(Vertx vertx, InstantSource clock) {
        this.kept = new Kept<>(vertx, clock, this::look);
    }

    /** A token. Fails with a {@link BackendException} where there is none; completes on the caller's context. */
    Future<String> of(Identity identity) {
        return kept.get(identity);
    }

    /**
     * Looks for another token where this one was refused.
     *
     * @return whether there is another; never fails
     */
    Future<Boolean> renew(Identity identity, String refused) {
        known.remove(identity);
        return kept.renew(identity, refused::equals);
    }

    private Kept.Value<String> look(Identity identity) throws BackendException {
        try {
            GoogleCredentials credentials = known.get(identity);
            if (credentials == null) {
                credentials = read(identity).createScoped(SCOPE);
                known.put(identity, credentials);
            }
            // Whoever asks wants another one than the last.
            credentials.refresh();
            AccessToken token = credentials.getAccessToken();
            return token.getExpirationTime() == null
                    ? Kept.Value.of(token.getTokenValue())
                    : Kept.Value.token(
                            token.getTokenValue(), token.getExpirationTime().toInstant());
        } catch (IOException | IllegalArgumentException e) {
            throw new BackendException(
                    Fault.UNREACHABLE,
                    "there are no credentials for Google Cloud Storage to ask the backend with: " + e.getMessage());
        }
    }

    private static GoogleCredentials read(Identity identity) throws IOException {
        if (identity.file().isEmpty()) {
            return GoogleCredentials.getApplicationDefault();
        }
        try (InputStream in = Files.newInputStream(identity.file().get())) {
            return GoogleCredentials.fromStream(in);
        }
    }
}
