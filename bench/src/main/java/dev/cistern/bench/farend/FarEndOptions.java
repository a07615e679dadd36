package dev.cistern.bench.farend;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a far end is from its start.
 *
 * @param addresses where it listens, on one port
 * @param keystore a PKCS#12 file with its key and certificate; null for plain connections
 * @param http2 whether it speaks HTTP/2 alone
 * @param prefix what goes before its command line, such as {@code ip netns exec NAME}
 */
public record FarEndOptions(
        List<String> addresses, @Nullable Path keystore, boolean http2, List<String> prefix) {
    /** Plain HTTP/1.1 on 127.0.0.1. */
    public static FarEndOptions plain() {
        return new FarEndOptions(List.of("127.0.0.1"), null, false, List.of());
    }

    public FarEndOptions on(List<String> others) {
        return new FarEndOptions(others, keystore, http2, prefix);
    }

    public FarEndOptions withTls(Path file) {
        return new FarEndOptions(addresses, file, http2, prefix);
    }

    public FarEndOptions withHttp2() {
        return new FarEndOptions(addresses, keystore, true, prefix);
    }

    public FarEndOptions startedBy(List<String> words) {
        return new FarEndOptions(addresses, keystore, http2, words);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("addresses", new JsonArray(addresses))
                .put("keystore", keystore == null ? null : keystore.toString())
                .put("http2", http2);
    }

    static FarEndOptions of(JsonObject json) {
        List<String> addresses =
                json.getJsonArray("addresses").stream().map(String::valueOf).toList();
        String keystore = json.getString("keystore");
        return new FarEndOptions(
                addresses, keystore == null ? null : Path.of(keystore), json.getBoolean("http2"), List.of());
    }
}
