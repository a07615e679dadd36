package dev.cistern.node.backed;

import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Conditions.Beside;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.PutCommand;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Marks of when an object was changed at its backend by a node of this cluster, so that what another node was fetching at that time is
 * not stored: its commit asks whether the mark is still what it was before the backend was asked. Used by any thread.
 */
final class Changes {
    /** What takes longer is not stored. */
    static final Duration LONGEST_FETCH = Duration.ofHours(12);

    /** Marks stay for longer than any fetch that began before them may take, by clocks that differ. */
    static final Duration KEPT = Duration.ofHours(24);

    private static final String KEY = ":key";

    private final ObjectStore store;
    private final BooleanSupplier isShared;

    /** @param isShared whether other nodes change the same records; one alone knows what it fetches */
    Changes(ObjectStore store, BooleanSupplier isShared) {
        this.store = store;
        this.isShared = isShared;
    }

    /** To be asked before the backend is: what must still be so when what it gives is stored. */
    Future<Optional<Beside>> before(ObjectName name) {
        if (OwnKeys.isOwn(name)) { // A chunk, which is of one version.
            return Future.succeededFuture(Optional.empty());
        }
        ObjectName mark = OwnKeys.change(name);
        return Missing.asEmpty(store.head(mark, Conditions.NONE))
                .map(found -> Optional.of(
                        new Beside(mark.key(), found.map(ObjectInfo::version).orElse(Beside.NO_VERSION))));
    }

    /** To be told after the backend has changed, and before what is here of the object is removed. */
    Future<Void> happened(ObjectName name) {
        if (!isShared.getAsBoolean()) {
            return Future.succeededFuture();
        }
        PutCommand mark = new PutCommand(
                OwnKeys.change(name),
                OptionalLong.of(0),
                List.of(),
                Conditions.NONE,
                Map.of(KEY, name.key()),
                Map.of());
        return store.put(mark, GivenBody.none()).mapEmpty();
    }
}
