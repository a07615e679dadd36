package dev.cistern.node.backed;

import dev.cistern.node.store.DeleteCommand;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A real store that fails some of what it is asked for, when it is told to. */
final class FailingStore {
    private volatile @Nullable Failure failure;

    /** Whether what fails is done nevertheless. */
    enum Then {
        NOT_DONE,
        DONE
    }

    private record Failure(String method, Predicate<ObjectName> of, Code code, Then then) {}

    /** From now on, the method of this name fails for these objects. */
    void fail(String method, Predicate<ObjectName> of, Code code, Then then) {
        failure = new Failure(method, of, code, then);
    }

    void heal() {
        failure = null;
    }

    /** The store, as it is to be used. */
    ObjectStore over(ObjectStore store) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(),
                new Class<?>[] {ObjectStore.class},
                (proxy, method, arguments) -> call(store, method, arguments == null ? new Object[0] : arguments));
    }

    private @Nullable Object call(ObjectStore store, Method method, Object[] arguments) throws Throwable {
        Failure now = failure;
        try {
            if (now == null
                    || !method.getName().equals(now.method)
                    || name(arguments).filter(now.of).isEmpty()) {
                return method.invoke(store, arguments);
            }
            StoreException cause = new StoreException(now.code, "it was told to fail");
            return now.then == Then.NOT_DONE
                    ? Future.failedFuture(cause)
                    : ((Future<?>) method.invoke(store, arguments)).transform(any -> Future.failedFuture(cause));
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static Optional<ObjectName> name(Object[] arguments) {
        Object first = arguments.length == 0 ? "" : arguments[0];
        if (first instanceof ObjectName name) {
            return Optional.of(name);
        }
        if (first instanceof DeleteCommand delete) {
            return Optional.of(delete.object().name());
        }
        return first instanceof PutCommand put ? Optional.of(put.name()) : Optional.empty();
    }
}
