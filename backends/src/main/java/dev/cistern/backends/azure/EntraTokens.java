package dev.cistern.backends.azure;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.identity.AzureAuthorityHosts;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.azure.identity.ManagedIdentityCredentialBuilder;
import com.azure.identity.WorkloadIdentityCredentialBuilder;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.azure.AzureCredentials.AzureKey;
import dev.cistern.backends.azure.AzureLocation.Entra;
import dev.cistern.backends.azure.AzureLocation.EntraWay;
import dev.cistern.backends.http.Kept;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of Entra ID for Azure Storage, got by Microsoft's library over connections of its own. Blocks, so it is for worker
 * threads; used by any of them.
 */
public final class EntraTokens {
    private static final String SCOPE = "https://storage.azure.com/.default";
    private static final String TENANT = "AZURE_TENANT_ID";
    private static final String CLIENT = "AZURE_CLIENT_ID";
    private static final String SECRET = "AZURE_CLIENT_SECRET";
    private static final String TOKEN_FILE = "AZURE_FEDERATED_TOKEN_FILE";

    private final Supplier<HttpClient> opening;
    private final ConcurrentMap<Entra, TokenCredential> known = new ConcurrentHashMap<>();
    private @Nullable HttpClient opened;

    /** Over clients of the JDK's. */
    public EntraTokens() {
        this(() -> new JdkHttpClientBuilder().build());
    }

    /** @param opening opens a client for connections to Entra ID, when a token is first asked for */
    public EntraTokens(Supplier<HttpClient> opening) {
        this.opening = opening;
    }

    private synchronized HttpClient client() {
        HttpClient client = opened;
        if (client == null) {
            client = opening.get();
            opened = client;
        }
        return client;
    }

    /** Whether the environment names an application and how it shows who it is. */
    boolean isNamed(Map<String, String> environment) {
        return environment.containsKey(TENANT)
                && environment.containsKey(CLIENT)
                && (environment.containsKey(SECRET) || environment.containsKey(TOKEN_FILE));
    }

    /** The next token is of a credential that was made anew, since the library keeps tokens too. */
    void forget(Entra entra) {
        known.remove(entra);
    }

    Kept.Value<AzureKey> find(Entra entra, Map<String, String> environment) throws BackendException {
        // One with a secret in a file is made anew each time, with what is in the file then.
        TokenCredential credential = entra.secretFile().isPresent() ? null : known.get(entra);
        if (credential == null) {
            credential = credential(entra, environment);
            known.put(entra, credential);
        }
        try {
            AccessToken token = credential.getTokenSync(new TokenRequestContext().addScopes(SCOPE));
            return Kept.Value.token(
                    new AzureKey.Token("Bearer " + token.getToken()),
                    token.getExpiresAt().toInstant());
        } catch (RuntimeException e) {
            throw AzureCredentials.none("Entra ID gave no token: " + firstLine(e));
        }
    }

    private static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    private TokenCredential credential(Entra entra, Map<String, String> environment) throws BackendException {
        Optional<String> clientId = entra.clientId().or(() -> Optional.ofNullable(environment.get(CLIENT)));
        Optional<String> tenant = entra.tenant().or(() -> Optional.ofNullable(environment.get(TENANT)));
        String authority = environment.getOrDefault("AZURE_AUTHORITY_HOST", AzureAuthorityHosts.AZURE_PUBLIC_CLOUD);
        boolean application =
                !entra.way().equals(Optional.of(EntraWay.MANAGED)) && tenant.isPresent() && clientId.isPresent();
        Optional<String> secret = secret(entra, environment);
        if (application && secret.isPresent()) {
            return new ClientSecretCredentialBuilder()
                    .httpClient(client())
                    .authorityHost(authority)
                    .disableInstanceDiscovery()
                    .tenantId(tenant.get())
                    .clientId(clientId.get())
                    .clientSecret(secret.get())
                    .build();
        }
        String tokenFile = environment.get(TOKEN_FILE);
        if (application && tokenFile != null) {
            return new WorkloadIdentityCredentialBuilder()
                    .httpClient(client())
                    .authorityHost(authority)
                    .disableInstanceDiscovery()
                    .tenantId(tenant.get())
                    .clientId(clientId.get())
                    .tokenFilePath(tokenFile)
                    .build();
        }
        ManagedIdentityCredentialBuilder machine = new ManagedIdentityCredentialBuilder().httpClient(client());
        clientId.ifPresent(machine::clientId);
        return machine.build();
    }

    private static Optional<String> secret(Entra entra, Map<String, String> environment) throws BackendException {
        return entra.secretFile().isPresent()
                ? Optional.of(AzureCredentials.read(entra.secretFile().get()).strip())
                : Optional.ofNullable(environment.get(SECRET));
    }
}
