package dev.cistern.backends.azure;

import dev.cistern.backends.http.BackendUrl;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.net.client.Origin;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A container of Azure Blob Storage, and how to get at it.
 *
 * @param prefix what all names begin with there; empty or ending in {@code /}
 * @param origin where requests go
 * @param accountInPath whether the account's name is in the path, as with servers that are not Microsoft's
 * @param identity whose requests they are
 */
public record AzureLocation(
        String account, String container, String prefix, Origin origin, boolean accountInPath, Identity identity) {
    /** The scheme, with what follows it. */
    public static final String SCHEME = "az://";

    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{3,24}");
    private static final Pattern CONTAINER =
            Pattern.compile("[a-z0-9](?:-?[a-z0-9]){2,62}|\\$root|\\$web|\\$logs", Pattern.CASE_INSENSITIVE);
    private static final Set<String> PARAMETERS = Set.of(
            "endpoint", "key_file", "sas_file", "anonymous", "auth", "tenant", "client_id", "client_secret_file");
    private static final String HINT =
            "az://ACCOUNT/CONTAINER/PREFIX/, or az://ACCOUNT/CONTAINER/?endpoint=http://HOST:PORT"
                    + " for a server that is not Microsoft's";

    /**
     * Where the key or the signature is.
     *
     * @param anonymous whether requests have none
     * @param keyFile file with the account's key
     * @param sasFile file with a shared access signature; where neither is given, {@code AZURE_STORAGE_KEY} or {@code
     *     AZURE_STORAGE_SAS_TOKEN}, or what Entra ID gives
     * @param entra who the node is to Entra ID
     */
    public record Identity(boolean anonymous, Optional<Path> keyFile, Optional<Path> sasFile, Entra entra) {}

    /**
     * Who the node is to Entra ID; what is left out, the environment says, as it does to Microsoft's own clients.
     *
     * @param way how it shows it; empty for whatever the environment has, a key before a token
     * @param tenant the directory
     * @param clientId of the application, or of a managed identity that the machine has beside its own
     * @param secretFile file with the application's secret
     */
    public record Entra(
            Optional<EntraWay> way, Optional<String> tenant, Optional<String> clientId, Optional<Path> secretFile) {}

    /** How a node shows to Entra ID who it is. */
    public enum EntraWay {
        /** By a secret, or a token that Kubernetes gives, or as the machine; the first of these that there is. */
        ENTRA,
        /** As the machine, the function or the container that it runs in. */
        MANAGED
    }

    /**
     * Reads {@code az://ACCOUNT/CONTAINER/PREFIX/?endpoint=URL&key_file=PATH}.
     *
     * @throws IllegalArgumentException saying what would be right
     */
    public static AzureLocation parse(String text) {
        BackendUrl url = BackendUrl.parse(text, PARAMETERS, HINT);
        int slash = url.path().indexOf('/');
        String container = slash < 0 ? url.path() : url.path().substring(0, slash);
        if (!ACCOUNT.matcher(url.name()).matches()) {
            throw url.refused("an account has 3 to 24 lower-case letters and digits");
        }
        if (!CONTAINER.matcher(container).matches()) {
            throw url.refused("it must name a container");
        }
        Optional<Path> keyFile = url.parameter("key_file").map(Path::of);
        Optional<Path> sasFile = url.parameter("sas_file").map(Path::of);
        if (keyFile.isPresent() && sasFile.isPresent()) {
            throw url.refused("key_file and sas_file are two ways of doing the same");
        }
        Entra entra = new Entra(
                url.choice("auth", Map.of("entra", EntraWay.ENTRA, "managed", EntraWay.MANAGED)),
                url.parameter("tenant"),
                url.parameter("client_id"),
                url.parameter("client_secret_file").map(Path::of));
        if (entra.way().isPresent() && (keyFile.isPresent() || sasFile.isPresent())) {
            throw url.refused("auth is for Entra ID, and key_file and sas_file are not");
        }
        if (entra.secretFile().isPresent()
                && (entra.tenant().isEmpty() || entra.clientId().isEmpty())) {
            throw url.refused("client_secret_file needs tenant and client_id");
        }
        boolean anonymous =
                url.choice("anonymous", Map.of("true", true, "false", false)).orElse(false);
        Optional<Origin> endpoint = url.endpoint();
        return new AzureLocation(
                url.name(),
                container,
                url.prefix(slash < 0 ? "" : url.path().substring(slash + 1)),
                endpoint.orElseGet(() -> new Origin(url.name() + ".blob.core.windows.net", 443, true)),
                endpoint.isPresent(),
                new Identity(anonymous, keyFile, sasFile, entra));
    }

    /** The target of a request for a blob. */
    String target(String key) {
        StringBuilder target = new StringBuilder(containerTarget()).append('/');
        KeyEncoding.append(target, prefix + key);
        return target.toString();
    }

    /** The target of a request for the container. */
    String containerTarget() {
        return (accountInPath ? "/" + account : "") + "/" + container;
    }

    @Override
    public String toString() {
        return SCHEME + account + "/" + container + (prefix.isEmpty() ? "" : "/" + prefix) + " at " + origin;
    }
}
