package dev.cistern.bench.net;

import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Keys;
import dev.cistern.conf.Settings;
import dev.cistern.net.client.ClientOptions;
import dev.cistern.net.client.ClientSettings;
import dev.cistern.net.client.HttpRequest;
import dev.cistern.net.client.HttpResponse;
import dev.cistern.net.client.Origin;
import dev.cistern.net.client.PooledHttpClient;
import dev.cistern.net.client.RequestBody;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.util.Random;

/** A pooled client that does the work of the contest. Used on event loops. */
interface SpeedRival {
    /** For people. */
    String name();

    /** Asks for so many bytes and reads them; how many came. */
    Future<Integer> get(int length);

    /** Sends a body; completes with the status when the answer has ended. */
    Future<Integer> put(Buffer body);

    /** Cistern's, with as many connections as it is asked for at a time. */
    static SpeedRival ours(Vertx vertx, int port, int connections) {
        KeyValues values = new KeyValues();
        values.put(Keys.BACKENDS.connsPerHost(), connections);
        values.put(Keys.BACKENDS.idleConnsPerHost(), connections);
        ClientSettings settings = ClientSettings.http1(Settings.of(values).backends());
        return new Pooled(
                new PooledHttpClient(vertx, ClientOptions.defaults(), settings, System::nanoTime, new Random(1)),
                new Origin("127.0.0.1", port, false));
    }

    /** Vert.x's own, with as many. */
    static SpeedRival builtIn(Vertx vertx, int port, int connections) {
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(connections);
        return new BuiltIn(vertx.createHttpClient(pool), port);
    }

    /** Ours. */
    record Pooled(PooledHttpClient client, Origin origin) implements SpeedRival {
        @Override
        public String name() {
            return "Cistern";
        }

        @Override
        public Future<Integer> get(int length) {
            return client.send(HttpRequest.get(origin, "/" + length)).compose(Pooled::count);
        }

        @Override
        public Future<Integer> put(Buffer body) {
            HttpRequest request = new HttpRequest(
                    origin, HttpMethod.PUT, "/", MultiMap.caseInsensitiveMultiMap(), RequestBody.of(body));
            return client.send(request).compose(response -> count(response).map(response.status()));
        }

        private static Future<Integer> count(HttpResponse response) {
            Promise<Integer> end = Promise.promise();
            int[] bytes = new int[1];
            response.body()
                    .exceptionHandler(end::tryFail)
                    .endHandler(done -> end.tryComplete(bytes[0]))
                    .handler(chunk -> bytes[0] += chunk.length())
                    .resume();
            return end.future();
        }
    }

    /** Vert.x's. */
    record BuiltIn(HttpClientAgent client, int port) implements SpeedRival {
        @Override
        public String name() {
            return "Vert.x";
        }

        private RequestOptions line(HttpMethod method, String target) {
            return new RequestOptions()
                    .setMethod(method)
                    .setHost("127.0.0.1")
                    .setPort(port)
                    .setURI(target);
        }

        @Override
        public Future<Integer> get(int length) {
            return client.request(line(HttpMethod.GET, "/" + length))
                    .compose(request -> request.send())
                    .compose(BuiltIn::count);
        }

        @Override
        public Future<Integer> put(Buffer body) {
            return client.request(line(HttpMethod.PUT, "/"))
                    .compose(request -> request.send(body))
                    .compose(response -> count(response).map(response.statusCode()));
        }

        private static Future<Integer> count(HttpClientResponse response) {
            Promise<Integer> end = Promise.promise();
            int[] bytes = new int[1];
            response.exceptionHandler(end::tryFail)
                    .endHandler(done -> end.tryComplete(bytes[0]))
                    .handler(chunk -> bytes[0] += chunk.length());
            return end.future();
        }
    }
}
