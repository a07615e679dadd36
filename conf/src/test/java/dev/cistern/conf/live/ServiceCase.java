package dev.cistern.conf.live;

import dev.cistern.conf.load.Sources;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** A service on false time, started and stopped by a test. */
final class ServiceCase implements AutoCloseable {
    final Vertx vertx = Vertx.vertx();
    final FalseTime time = new FalseTime();
    final FalseRate rate = new FalseRate();
    final SettingsService service;

    ServiceCase(Path stateDir, Path... files) {
        SettingsOptions options =
                new SettingsOptions(new Sources(List.of(files), Map.of(), List.of()), stateDir, 1 << 20, rate);
        this.service = get(LiveSettings.start(vertx, options, time));
    }

    ChangeReport set(String key, String value) {
        return get(service.change(ChangeRequest.set(key, value, "ann")));
    }

    Future<ChangeReport> setOnProbation(String key, String value) {
        return service.change(
                new ChangeRequest(Scope.CLUSTER, Map.of(key, value), Set.of(), "ann", Duration.ofSeconds(60)));
    }

    String effective(String key) {
        return service.current().entry(key).orElseThrow().effective();
    }

    /** The outcome, within a generous bound. */
    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } catch (Exception e) {
            throw new AssertionError("no outcome", e);
        }
    }

    /** Why it failed, within a generous bound. */
    static Throwable failure(Future<?> future) {
        return get(future.transform(done -> Future.succeededFuture(done.cause())));
    }

    @Override
    public void close() {
        Void stopped = get(service.close().eventually(vertx::close));
        assert stopped == null;
    }
}
