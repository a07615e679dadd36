package dev.cistern.backends.http;

import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendPart;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A body that is gone on with, from where it was, when it breaks off: the bytes after those that came are asked for, of the
 * same object. It fails with what broke it when that cannot be done, or did not bring a byte a few times in a row. Confined
 * to its context.
 */
final class ResumingBody implements BackendBody {
    private static final int MOST_FRUITLESS = 3;

    private final Function<BackendPart, Future<BackendBody>> reopen;
    private final BooleanSupplier mayResume;
    private final BackendPart whole;
    private @Nullable BackendBody current;
    private @Nullable Handler<Buffer> handler;
    private @Nullable Handler<Void> endHandler;
    private @Nullable Handler<Throwable> exceptionHandler;
    private long position;
    private long demand;
    private int fruitless;
    private boolean over;

    /**
     * Reads a body on.
     *
     * @param first paused
     * @param whole what it consists of
     * @param reopen opens the rest; its body is paused
     * @param mayResume whether one more request is allowed, asked each time
     */
    ResumingBody(
            BackendBody first,
            BackendPart whole,
            Function<BackendPart, Future<BackendBody>> reopen,
            BooleanSupplier mayResume) {
        this.whole = whole;
        this.position = whole.offset();
        this.reopen = reopen;
        this.mayResume = mayResume;
        attach(first);
    }

    private void attach(BackendBody body) {
        current = body;
        var unused = body.exceptionHandler(this::broke).endHandler(this::ended).handler(this::came);
        if (demand == Long.MAX_VALUE) {
            var flowing = body.resume();
            assert flowing != null;
        } else if (demand > 0) {
            var fetching = body.fetch(demand);
            assert fetching != null;
        }
    }

    private void came(Buffer bytes) {
        position += bytes.length();
        fruitless = 0;
        if (demand != Long.MAX_VALUE && demand > 0) {
            demand--;
        }
        if (handler != null) {
            handler.handle(bytes);
        }
    }

    private void ended(@Nullable Void end) {
        if (over) {
            return;
        }
        if (position <= whole.last()) {
            broke(new BackendException(
                    Fault.BACKEND,
                    "the backend broke off after " + (position - whole.offset()) + " of " + whole.lengthBytes()
                            + " bytes"));
            return;
        }
        over = true;
        if (endHandler != null) {
            endHandler.handle(null);
        }
    }

    private void broke(Throwable cause) {
        if (over) {
            return;
        }
        current = null;
        boolean byTheBackend = cause instanceof BackendException failed
                && (failed.fault() == Fault.BACKEND || failed.fault() == Fault.BACKEND_TIME);
        if (!byTheBackend || position > whole.last() || fruitless >= MOST_FRUITLESS || !mayResume.getAsBoolean()) {
            fail(cause);
            return;
        }
        fruitless++;
        reopen.apply(whole.from(position)).onComplete(opened -> {
            if (opened.failed()) {
                fail(cause);
            } else if (over) {
                opened.result().cancel();
            } else {
                attach(opened.result());
            }
        });
    }

    private void fail(Throwable cause) {
        if (over) {
            return;
        }
        over = true;
        if (exceptionHandler != null) {
            exceptionHandler.handle(cause);
        }
    }

    @Override
    public void cancel() {
        over = true;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public ResumingBody exceptionHandler(@Nullable Handler<Throwable> handler) {
        this.exceptionHandler = handler;
        return this;
    }

    @Override
    public ResumingBody handler(@Nullable Handler<Buffer> handler) {
        this.handler = handler;
        return this;
    }

    @Override
    public ResumingBody endHandler(@Nullable Handler<Void> handler) {
        this.endHandler = handler;
        return this;
    }

    @Override
    public ResumingBody pause() {
        demand = 0;
        if (current != null) {
            var unused = current.pause();
        }
        return this;
    }

    @Override
    public ResumingBody resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    public ResumingBody fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        if (current != null) {
            var unused = current.fetch(amount);
        }
        return this;
    }
}
