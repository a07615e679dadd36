package dev.cistern.net.pool;

import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Function;

/** A connection that a test asked for. */
public final class Asked<C> implements Acquirer<C> {
    private final Promise<Lease<C>> promise = Promise.promise();
    private final Acquisition acquisition;

    private Asked(Function<Acquirer<C>, Acquisition> how) {
        this.acquisition = how.apply(this);
    }

    public static <C> Asked<C> of(Pool<C> pool, HostKey host, EventLoop loop) {
        return new Asked<>(acquirer -> pool.acquire(host, loop, acquirer));
    }

    /** For a request that came at a moment. */
    static <C> Asked<C> again(Pool<C> pool, HostKey host, EventLoop loop, long arrivedAt) {
        return new Asked<>(acquirer -> pool.acquireFresh(host, loop, arrivedAt, acquirer));
    }

    public Future<Lease<C>> lease() {
        return promise.future();
    }

    boolean cancel() {
        return acquisition.cancel();
    }

    @Override
    public void granted(Lease<C> lease) {
        promise.complete(lease);
    }

    @Override
    public void refused(AcquireException why) {
        promise.fail(why);
    }
}
