package dev.cistern.node.engine;

import dev.cistern.node.engine.care.Stored;
import dev.cistern.node.engine.record.Places;
import java.util.List;
import java.util.function.Supplier;

/** The other members, as those who look after the store see them. Used by any thread. */
final class Neighbourhood implements Stored.Neighbours {
    private final Supplier<Copies> copies;

    Neighbourhood(Supplier<Copies> copies) {
        this.copies = copies;
    }

    @Override
    public boolean areThere() {
        return !copies.get().isAlone();
    }

    @Override
    public boolean areKnown() {
        return copies.get().isAlone() || copies.get().self() != Copies.UNKNOWN;
    }

    @Override
    public boolean placesHere(Places places) {
        return copies.get().isAlone() || places.include(copies.get().self());
    }

    @Override
    public boolean askForAnother(long blobId, Places places) {
        Copies now = copies.get();
        if (now.isAlone() || now.others(places.numbers()).isEmpty()) {
            return false;
        }
        now.lacking(blobId, List.of(now.self()));
        return true;
    }
}
