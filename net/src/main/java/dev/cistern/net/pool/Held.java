package dev.cistern.net.pool;

import dev.cistern.net.CloseReason;
import io.netty.channel.EventLoop;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** A lease that was given. */
final class Held<C> implements Lease<C> {
    private final Pool<C> pool;
    private final Grant<C> grant;

    Held(Pool<C> pool, Grant<C> grant) {
        this.pool = pool;
        this.grant = grant;
        grant.heldBy(new WeakReference<>(this));
    }

    @Override
    public C connection() {
        return grant.connection();
    }

    @Override
    public EventLoop loop() {
        return grant.pooled().shard.loop;
    }

    @Override
    public boolean fresh() {
        return grant.fresh();
    }

    @Override
    public long idleNanos() {
        return grant.idleNanos();
    }

    @Override
    public long askedAt() {
        return grant.askedAt();
    }

    @Override
    public void release() {
        giveBack(null);
    }

    @Override
    public void close(CloseReason reason) {
        giveBack(reason);
    }

    @Override
    public void leaked() {
        end((state, now) -> state.leaked(grant, now));
    }

    private void giveBack(@Nullable CloseReason reason) {
        end((state, now) -> state.returned(grant, reason, now));
    }

    private void end(Pool.Event<C> event) {
        try {
            pool.onEvent(event);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
