package dev.cistern.node.engine;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;

/** There are no other nodes. */
final class NoCopies implements Copies {
    private static final Spread HERE = new Spread(true, 1, List.of(), List.of());

    @Override
    public boolean isAlone() {
        return true;
    }

    @Override
    public int self() {
        return 0;
    }

    @Override
    public boolean isHere(long blobId) {
        return true;
    }

    @Override
    public Spread spread(long blobId) {
        return HERE;
    }

    @Override
    public List<Integer> others(Collection<Integer> members) {
        return List.of();
    }

    @Override
    public Future<FarBlob> open(int member, Wanted wanted) {
        return Future.failedFuture(new NoSuchCopyException("there is no other node"));
    }

    @Override
    public void discard(long blobId, Collection<Integer> members) {
        // Nobody else has it.
    }

    @Override
    public void lacking(long blobId, Collection<Integer> members) {
        // Nobody else could help.
    }
}
