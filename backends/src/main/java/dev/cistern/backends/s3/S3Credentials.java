package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.s3.S3Location.Identity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileFileSupplier;

/**
 * The keys that requests are signed with, from the places where Amazon's own clients look for them. They are looked for on
 * a worker thread and kept for a minute, or until shortly before they expire. Used by any thread.
 */
public final class S3Credentials {
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final Duration BEFORE_EXPIRY = Duration.ofSeconds(10);

    private final VertxInternal vertx;
    private final InstantSource clock;
    private final ConcurrentMap<Identity, Keyring> byIdentity = new ConcurrentHashMap<>();

    public S3Credentials(Vertx vertx, InstantSource clock) {
        this.vertx = (VertxInternal) vertx;
        this.clock = clock;
    }

    /**
     * The keys of somebody.
     *
     * @return fails with a {@link BackendException} where there are none; completes on the caller's context
     */
    public Future<AwsCredentialsIdentity> of(Identity identity) {
        return byIdentity.computeIfAbsent(identity, Keyring::new).get();
    }

    private record Found(AwsCredentialsIdentity keys, long untilMillis) {}

    /** The keys of one identity. */
    private final class Keyring {
        private final Identity identity;
        private final AtomicReference<@Nullable Future<AwsCredentialsIdentity>> asking = new AtomicReference<>();
        private volatile @Nullable Found found;
        private @Nullable AwsCredentialsProvider provider; // on a worker, one at a time

        Keyring(Identity identity) {
            this.identity = identity;
        }

        Future<AwsCredentialsIdentity> get() {
            Found known = found;
            if (known != null && clock.millis() < known.untilMillis) {
                return vertx.getOrCreateContext().succeededFuture(known.keys);
            }
            Promise<AwsCredentialsIdentity> mine = vertx.getOrCreateContext().promise();
            Promise<AwsCredentialsIdentity> shared = Promise.promise();
            Future<AwsCredentialsIdentity> already = asking.compareAndExchange(null, shared.future());
            if (already != null) {
                already.onComplete(mine);
                return mine.future();
            }
            shared.future().onComplete(mine);
            vertx.<AwsCredentialsIdentity>executeBlocking(this::look, false).onComplete(looked -> {
                asking.set(null);
                shared.handle(looked);
            });
            return mine.future();
        }

        private AwsCredentialsIdentity look() throws BackendException {
            try {
                if (provider == null) {
                    provider = provider(identity);
                }
                AwsCredentialsIdentity keys = provider.resolveCredentials();
                long until = clock.instant().plus(KEPT).toEpochMilli();
                long expiry = keys.expirationTime()
                        .map(time -> time.minus(BEFORE_EXPIRY).toEpochMilli())
                        .orElse(Long.MAX_VALUE);
                found = new Found(keys, Math.min(until, expiry));
                return keys;
            } catch (SdkException | IllegalArgumentException e) {
                throw new BackendException(
                        Fault.UNREACHABLE, "there are no credentials to sign a request to S3 with: " + e.getMessage());
            }
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
