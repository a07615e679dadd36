package dev.cistern.bench.farend;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
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
    private static final int PER_NET = 250;

    /** Plain HTTP/1.1 on 127.0.0.1. */
    public static FarEndOptions plain() {
        return new FarEndOptions(List.of("127.0.0.1"), null, false, List.of());
    }

    public FarEndOptions on(String other) {
        return new FarEndOptions(List.of(other), keystore, http2, prefix);
    }

    /** On so many addresses, the first ones of {@link #loopback}. */
    public FarEndOptions onLoopback(int count) {
        List<String> all =
                IntStream.range(0, count).mapToObj(FarEndOptions::loopback).toList();
        return new FarEndOptions(all, keystore, http2, prefix);
    }

    /** An address of this machine, by its number from 0 on: 127.0.0.1, 127.0.0.2 and so on. */
    public static String loopback(int number) {
        return "127.0." + number / PER_NET + '.' + (1 + number % PER_NET);
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
        String keystore = json.getString("keystore");
        return new FarEndOptions(
                json.getJsonArray("addresses").stream().map(String::valueOf).toList(),
                keystore == null ? null : Path.of(keystore),
                json.getBoolean("http2"),
                List.of());
    }
}
