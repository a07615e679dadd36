package dev.cistern.bench.farend;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a far end is from its start.
 *
 * @param address where it listens; {@code 0.0.0.0} for all of 127.0.0.0/8
 * @param keystore a PKCS#12 file with its key and certificate; null for plain connections
 * @param http2 whether it speaks HTTP/2 alone
 * @param prefix what goes before its command line, such as {@code ip netns exec NAME}
 */
public record FarEndOptions(String address, @Nullable Path keystore, boolean http2, List<String> prefix) {
    /** Plain HTTP/1.1 on 127.0.0.1. */
    public static FarEndOptions plain() {
        return new FarEndOptions("127.0.0.1", null, false, List.of());
    }

    public FarEndOptions on(String other) {
        return new FarEndOptions(other, keystore, http2, prefix);
    }

    public FarEndOptions withTls(Path file) {
        return new FarEndOptions(address, file, http2, prefix);
    }

    public FarEndOptions withHttp2() {
        return new FarEndOptions(address, keystore, true, prefix);
    }

    public FarEndOptions startedBy(List<String> words) {
        return new FarEndOptions(address, keystore, http2, words);
    }

    JsonObject toJson() {
        return new JsonObject()
                .put("address", address)
                .put("keystore", keystore == null ? null : keystore.toString())
                .put("http2", http2);
    }

    static FarEndOptions of(JsonObject json) {
        String keystore = json.getString("keystore");
        return new FarEndOptions(
                json.getString("address"),
                keystore == null ? null : Path.of(keystore),
                json.getBoolean("http2"),
                List.of());
    }
}
