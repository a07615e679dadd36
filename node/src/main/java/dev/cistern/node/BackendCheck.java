package dev.cistern.node;

import dev.cistern.backends.Backend;
import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.WritableBackend;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.Origin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClientOptions;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Looks whether a backend works, one step after the other, each with what it found: the name, the connection, TLS, who the
 * node is there, lists, writes, reads, conditions, and that what was written can be removed. What depends on a step that
 * failed is skipped. It writes one small object of its own.
 */
final class BackendCheck {
    private static final int CONNECT_MILLIS = 10_000;
    private static final byte[] CONTENT = "written by cistern backend check\n".getBytes(StandardCharsets.US_ASCII);

    private final Vertx vertx;
    private final DialledLayers layers;

    BackendCheck(Vertx vertx, DialledLayers layers) {
        this.vertx = vertx;
        this.layers = layers;
    }

    /** A backend as it is being checked. */
    private final class Run {
        private final Backend backend;
        private final Origin origin;
        private final boolean writing;
        private final String key = ".cistern-check-" + UUID.randomUUID();
        private final JsonArray steps = new JsonArray();
        private boolean reached = true;
        private boolean written;
        private boolean works = true;

        Run(Backend backend, boolean writing) {
            this.backend = backend;
            this.origin = backend.origin();
            this.writing = writing;
        }

        Future<JsonObject> all() {
            return step("dns", reached, this::names)
                    .compose(done -> step("tcp", reached, this::connects))
                    .compose(done -> step(origin.tls() ? "tls" : "http", reached, this::answers))
                    .compose(done -> step("credentials", reached, backend::identity))
                    .compose(done -> step("list", reached && backend instanceof ListableBackend, this::lists))
                    .compose(done -> step("read", reached, this::readsNothing))
                    .compose(done -> writing && backend instanceof WritableBackend writable
                            ? writes(writable)
                            : Future.succeededFuture())
                    .map(done -> new JsonObject().put("works", works).put("steps", steps));
        }

        private Future<Void> writes(WritableBackend writable) {
            return step("write", reached, () -> put(writable, Map.of()).map(stored -> {
                        written = true;
                        return stored + " bytes stored as " + key;
                    }))
                    .compose(done -> step("read back", written, this::readsBack))
                    .compose(done -> step("conditions", written, () -> keepsConditions(writable)))
                    .compose(done -> step("delete", written, () -> writable.delete(key, Map.of())
                            .map("removed")));
        }

        /** Says what came of it; never fails. */
        private Future<Void> step(String name, boolean possible, Supplier<Future<String>> what) {
            if (!possible) {
                steps.add(new JsonObject()
                        .put("step", name)
                        .put("outcome", "skipped")
                        .put("detail", ""));
                return Future.succeededFuture();
            }
            long began = System.nanoTime();
            return what.get().transform(done -> {
                boolean connection =
                        name.equals("dns") || name.equals("tcp") || name.equals("tls") || name.equals("http");
                boolean failed = done.failed();
                reached &= !(failed && (connection || name.equals("credentials")));
                works &= !failed;
                steps.add(new JsonObject()
                        .put("step", name)
                        .put("outcome", failed ? "failed" : "ok")
                        .put("detail", failed ? String.valueOf(done.cause().getMessage()) : done.result())
                        .put("ms", (System.nanoTime() - began) / 1_000_000));
                return Future.succeededFuture();
            });
        }

        private Future<String> names() {
            return vertx.<String>executeBlocking(
                    () -> Arrays.stream(InetAddress.getAllByName(origin.host()))
                            .map(InetAddress::getHostAddress)
                            .collect(Collectors.joining(", ", origin.host() + " is ", "")),
                    false);
        }

        private Future<String> connects() {
            var client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
            return client.connect(origin.port(), origin.host())
                    .compose(socket -> socket.close().map("port " + origin.port() + " is open"))
                    .eventually(client::close);
        }

        private Future<String> answers() {
            return layers.dialled(backend).send(HttpRequest.get(origin, "/")).map(response -> {
                response.discard();
                String server = response.headers().get("Server");
                return (origin.tls() ? "the certificate is believed; " : "") + "status " + response.status()
                        + (server == null ? "" : " from " + server);
            });
        }

        private Future<String> lists() {
            return ((ListableBackend) backend)
                    .list(new ListPart("", "", Optional.empty(), 1))
                    .map(page -> page.objects().isEmpty()
                            ? "nothing is there yet"
                            : "the first key is " + page.objects().get(0).key());
        }

        private Future<String> readsNothing() {
            return backend.get(key, Optional.empty()).map(answer -> {
                if (answer instanceof BackendAnswer.Found found) {
                    found.body().cancel();
                }
                return answer instanceof BackendAnswer.Missing
                        ? "a key that nobody has written is said to be missing"
                        : "a key that nobody has written is there";
            });
        }

        private Future<Long> put(WritableBackend writable, Map<String, String> conditions) {
            BackendPut put = new BackendPut(
                    key,
                    OptionalLong.of(CONTENT.length),
                    conditions,
                    Map.of(),
                    Map.of("content-type", "text/plain"),
                    Map.of());
            return writable.put(put, new OnePiece(vertx, Buffer.buffer(CONTENT)))
                    .map(WritableBackend.Written::lengthBytes);
        }

        private Future<String> readsBack() {
            return backend.get(key, Optional.empty()).compose(answer -> {
                if (!(answer instanceof BackendAnswer.Found found)) {
                    return Future.failedFuture("what was just written is not there");
                }
                return whole(found.body()).map(bytes -> {
                    if (!Arrays.equals(bytes.getBytes(), CONTENT)) {
                        throw new IllegalStateException("it holds other bytes than were written");
                    }
                    return "the same bytes";
                });
            });
        }

        private Future<String> keepsConditions(WritableBackend writable) {
            return put(writable, Map.of("if-none-match", "*"))
                    .transform(done -> done.cause() instanceof BackendException refused
                                    && refused.fault() == Fault.CONDITION
                            ? Future.succeededFuture("If-None-Match: * did not write over what is there")
                            : done.failed()
                                    ? Future.failedFuture(done.cause())
                                    : Future.failedFuture("If-None-Match: * wrote over what is there: of clients that"
                                            + " make one object, all would succeed"));
        }
    }

    private static Future<Buffer> whole(BackendBody body) {
        Promise<Buffer> promise = Promise.promise();
        Buffer all = Buffer.buffer();
        body.exceptionHandler(promise::tryFail);
        body.endHandler(end -> promise.tryComplete(all));
        body.handler(bytes -> {
            if (all.length() <= CONTENT.length) {
                all.appendBuffer(bytes);
            } else {
                body.cancel();
                promise.tryFail("it holds more bytes than were written");
            }
        });
        body.resume();
        return promise.future();
    }

    /**
     * Checks a backend.
     *
     * @param writing whether to write to it
     * @throws IllegalArgumentException for a URL that cannot be used, saying what would be right
     */
    Future<JsonObject> run(String url, boolean writing) {
        return new Run(layers.open(url, ""), writing).all().map(found -> found.put("backend", url));
    }
}
