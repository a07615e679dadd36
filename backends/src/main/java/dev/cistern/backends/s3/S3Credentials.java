package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.http.Kept;
import dev.cistern.backends.s3.S3Location.Identity;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;

/** The keys that requests are signed with, from the places where Amazon's own clients look for them. Used by any thread. */
public final class S3Credentials {
    private final Kept<Identity, AwsCredentialsIdentity> kept;
    private final ConcurrentMap<Identity, AwsCredentialsProvider> providers = new ConcurrentHashMap<>();

    public S3Credentials(Vertx vertx, InstantSource clock) {
        this.kept = new Kept<>(vertx, clock, this::look);
    }

    /**
     * The keys of somebody.
     *
     * @return fails with a {@link BackendException} where there are none; completes on the caller's context
     */
    public Future<AwsCredentialsIdentity> of(Identity identity) {
        return kept.get(identity);
    }

    /**
     * Looks for others where these were refused.
     *
     * @return whether there are others; never fails
     */
    Future<Boolean> renew(Identity identity, Predicate<AwsCredentialsIdentity> refused) {
        // A provider keeps what it has found for itself.
        providers.remove(identity);
        return kept.renew(identity, refused);
    }

    private Kept.Value<AwsCredentialsIdentity> look(Identity identity) throws BackendException {
        try {
            AwsCredentialsIdentity keys =
                    providers.computeIfAbsent(identity, S3Credentials::provider).resolveCredentials();
            return Kept.Value.of(keys, keys.expirationTime());
        } catch (SdkException | IllegalArgumentException e) {
            throw new BackendException(
                    Fault.UNREACHABLE, "there are no credentials to sign a request to S3 with: " + e.getMessage());
        }
    }

    private static AwsCredentialsProvider provider(Identity identity) {
        if (identity.file().isPresent()) {
            ProfileCredentialsProvider.Builder builder = ProfileCredentialsProvider.builder()
                    .profileFile(ProfileFileSupplier.reloadWhenModified(
                            identity.file().get(), ProfileFile.Type.CREDENTIALS));
            identity.profile().ifPresent(builder::profileName);
            return builder.build();
        }
        DefaultCredentialsProvider.Builder builder = DefaultCredentialsProvider.builder();
        identity.profile().ifPresent(builder::profileName);
        return builder.build();
    }

    /** The region that the environment names, as Amazon's own clients read it; else {@code us-east-1}. */
    public static String region(Map<String, String> environment) {
        String region = environment.getOrDefault("AWS_REGION", environment.getOrDefault("AWS_DEFAULT_REGION", ""));
        return region.isEmpty() ? "us-east-1" : region;
    }
}
