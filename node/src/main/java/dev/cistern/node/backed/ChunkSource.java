package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendBody;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.net.client.Origin;
import io.vertx.core.Future;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** A chunk of a backend's object, as if it were the one object of a backend. Used by any thread. */
final class ChunkSource implements Backend {
    private final Backend backend;
    private final long bucketId;
    private final Manifest manifest;
    private final BackendPart part;
    private final Trouble trouble;

    /** Where a bucket's objects come from. */
    record Place(Backend backend, long bucketId) {}

    /** Is told what a chunk's failure means for the object. */
    interface Trouble {
        /** The backend has another object by now. */
        void replaced(Manifest manifest);

        /** The backend cannot give parts. */
        void givesNoParts(long bucketId);
    }

    ChunkSource(Place place, Manifest manifest, long index, Trouble trouble) {
        this.backend = place.backend;
        this.bucketId = place.bucketId;
        this.manifest = manifest;
        this.part = manifest.part(index);
        this.trouble = trouble;
    }

    @Override
    public Origin origin() {
        return backend.origin();
    }

    @Override
    public Future<BackendAnswer> get(String key, Optional<String> knownEtag) {
        return backend.read(part).<BackendAnswer>map(this::found).recover(cause -> {
            look(cause);
            return Future.failedFuture(cause);
        });
    }

    private BackendAnswer found(BackendBody body) {
        BackendObject chunk = new BackendObject(
                OptionalLong.of(part.lengthBytes()), Optional.of(part.etag()), Map.of(), Map.of(), Map.of());
        return new BackendAnswer.Found(chunk, body);
    }

    private void look(Throwable cause) {
        if (cause instanceof BackendException failed && failed.fault() == Fault.CONDITION) {
            trouble.replaced(manifest);
        } else if (cause instanceof BackendException failed && failed.fault() == Fault.NO_PARTS) {
            trouble.givesNoParts(bucketId);
        }
    }

    @Override
    public Future<BackendBody> read(BackendPart other) {
        throw new UnsupportedOperationException("a chunk is read whole");
    }

    @Override
    public Future<Optional<BackendObject>> head(String key) {
        throw new UnsupportedOperationException("of a chunk all is known");
    }
}
