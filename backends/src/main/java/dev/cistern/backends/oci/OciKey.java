package dev.cistern.backends.oci;

import com.oracle.bmc.auth.BasicAuthenticationDetailsProvider;
import com.oracle.bmc.http.signing.DefaultRequestSigner;
import com.oracle.bmc.http.signing.RequestSigner;
import com.oracle.bmc.http.signing.SigningStrategy;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What requests are signed with, by Oracle's library. It takes a millisecond or two of a processor, so it is not done on an
 * event loop. Used by any thread.
 */
final class OciKey {
    /** The library would sign what the connection sets itself, and sets to the same. */
    private static final List<String> OF_THE_CONNECTION = List.of("host", "content-length");

    /** What the name of a key begins with that is a token. */
    static final String TOKEN = "ST$";

    private final String name;
    private final RequestSigner withBody;
    private final RequestSigner withoutBody;

    /** @param provider of the key and its name; read now, and not again */
    OciKey(BasicAuthenticationDetailsProvider provider) {
        this.name = provider.getKeyId();
        this.withBody = DefaultRequestSigner.createRequestSigner(provider, SigningStrategy.STANDARD);
        this.withoutBody = DefaultRequestSigner.createRequestSigner(provider, SigningStrategy.EXCLUDE_BODY);
    }

    /** Whether a request has the signature of this key. */
    boolean signed(String authorization) {
        return authorization.contains("keyId=\"" + name + "\"");
    }

    /** Another with the same name is the same: the name has the key's fingerprint, or the token. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OciKey key && key.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    /** Whose it is, in words; the names of some are tokens, which are not told. */
    String owner() {
        return name.startsWith(TOKEN)
                ? "requests are signed with the key of a token"
                : "requests are signed with the key " + name;
    }

    /**
     * Signs a request.
     *
     * @param uri scheme, authority and target, as they will be sent
     * @param headers of the request
     * @param document the body of a POST; null for anything else: bodies of objects are on their way already
     * @return the headers to add
     */
    Map<String, String> sign(HttpMethod method, URI uri, MultiMap headers, @Nullable String document) {
        Map<String, List<String>> given = new HashMap<>();
        headers.forEach(header -> given.put(header.getKey().toLowerCase(Locale.ROOT), List.of(header.getValue())));
        RequestSigner signer = method.equals(HttpMethod.PUT) ? withoutBody : withBody;
        Map<String, String> added = new HashMap<>(signer.signRequest(uri, method.name(), given, document));
        added.keySet().removeAll(OF_THE_CONNECTION);
        return added;
    }
}
