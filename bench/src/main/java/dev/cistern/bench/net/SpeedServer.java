package dev.cistern.bench.net;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;

/**
 * A plain Vert.x server in a process of its own, so that its processor time is not its clients': GET of {@code /N} gives N
 * bytes, PUT takes and drops its body. Prints its port, and ends when its input does.
 */
public final class SpeedServer extends AbstractVerticle {
    private static final int PORT_ANY_SHARED = -1;

    /** @param arguments how many event loops */
    public static void main(String[] arguments) throws IOException {
        int loops = Integer.parseInt(arguments[0]);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops).setPreferNativeTransport(false));
        vertx.deployVerticle(SpeedServer.class, new DeploymentOptions().setInstances(loops))
                .onFailure(failure -> System.exit(1));
        while (System.in.read() >= 0) {
            // its parent lives
        }
        System.exit(0);
    }

    @Override
    public void start(Promise<Void> started) {
        vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(SpeedServer::answer)
                .listen(PORT_ANY_SHARED, "127.0.0.1")
                .onSuccess(server -> System.out.println(server.actualPort()))
                .<Void>mapEmpty()
                .onComplete(started);
    }

    private static void answer(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.PUT)) {
            request.handler(dropped -> {});
            request.endHandler(end -> request.response().end().onFailure(gone -> {}));
        } else {
            int length = Integer.parseInt(request.uri().substring(1));
            request.response().end(Buffer.buffer(new byte[length])).onFailure(gone -> {});
        }
    }
}
