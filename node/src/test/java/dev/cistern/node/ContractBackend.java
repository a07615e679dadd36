package dev.cistern.node;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.backends.WritableBackend;
import dev.cistern.backends.WritableBackend.Written;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Settings;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** A backend as a node opens it, asked from a test's thread. */
final class ContractBackend implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 120;

    private final Vertx vertx = Vertx.vertx();
    private final DialledLayers layers = new DialledLayers(vertx, Settings.of(new KeyValues()));
    final WritableBackend writable;
    final ListableBackend listable;

    ContractBackend(String url) {
        writable = (WritableBackend) layers.open(url, "");
        listable = (ListableBackend) writable;
    }

    /** Asks on an event loop, and waits for what comes of it. */
    <T> T on(Supplier<Future<T>> ask) throws BackendException, InterruptedException, TimeoutException {
        Promise<T> promise = Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> ask.get().onComplete(promise));
        try {
            return promise.future().toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BackendException failed) {
                throw failed;
            }
            throw new AssertionError("a backend fails with a BackendException", e.getCause());
        }
    }

    @CanIgnoreReturnValue
    Written put(String key, byte[] body) throws Exception {
        return put(plain(key, body), body);
    }

    @CanIgnoreReturnValue
    Written put(BackendPut put, byte[] body) throws Exception {
        return on(() -> writable.put(put, new SentBody(body, false)));
    }

    /** What a body that breaks off at its end, although more was announced, comes to. */
    Written putBroken(BackendPut put, byte[] body) throws Exception {
        return on(() -> writable.put(put, new SentBody(body, true)));
    }

    static BackendPut plain(String key, byte[] body) {
        return new BackendPut(key, OptionalLong.of(body.length), Map.of(), Map.of(), Map.of(), Map.of());
    }

    static BackendPut unknown(String key) {
        return new BackendPut(key, OptionalLong.empty(), Map.of(), Map.of(), Map.of(), Map.of());
    }

    /** Read whole; empty where there is none. */
    Optional<byte[]> read(String key) throws Exception {
        return on(() -> writable.get(key, Optional.empty())
                .compose(answer -> answer instanceof BackendAnswer.Found found
                        ? collected(found.body()).map(Optional::of)
                        : Future.succeededFuture(Optional.<byte[]>empty())));
    }

    static Future<byte[]> collected(BackendBody body) {
        Promise<byte[]> promise = Promise.promise();
        Buffer all = Buffer.buffer();
        var unused = body.exceptionHandler(promise::tryFail)
                .endHandler(end -> promise.tryComplete(all.getBytes()))
                .handler(all::appendBuffer);
        var flowing = body.resume();
        assert flowing != null;
        return promise.future();
    }

    /** All pages of a listing: keys, and common prefixes, in the order in which they came. */
    List<String> listed(String prefix, String delimiter, int atMost) throws Exception {
        List<String> seen = new ArrayList<>();
        Optional<String> after = Optional.empty();
        do {
            ListPart part = new ListPart(prefix, delimiter, after, atMost);
            ListableBackend.Page page = on(() -> listable.list(part));
            List<String> both = new ArrayList<>(page.commonPrefixes());
            page.objects().stream().map(Listed::key).forEach(both::add);
            both.sort(ListableBackend.BY_BYTES);
            seen.addAll(both);
            after = page.next();
        } while (after.isPresent());
        return seen;
    }

    @Override
    public void close() throws TimeoutException {
        Object unused = layers.close().transform(closed -> vertx.close()).await(60, TimeUnit.SECONDS);
    }
}
