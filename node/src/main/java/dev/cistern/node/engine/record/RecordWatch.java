package dev.cistern.node.engine.record;

import java.util.List;

/** Hears of objects whose records change, before and after, so that it can be known what is old. Called by any thread; must not throw. */
public interface RecordWatch {
    RecordWatch NOBODY = new RecordWatch() {
        @Override
        public void changing(List<ObjectKey> objects) {}

        @Override
        public void changed(List<ObjectKey> objects) {}

        @Override
        public void replacing() {}

        @Override
        public void replaced() {}
    };

    /** From now on a reader may see other records of these objects. */
    void changing(List<ObjectKey> objects);

    /** Follows each {@link #changing}, whether the change was made or not, before anybody hears that it was. */
    void changed(List<ObjectKey> objects);

    /** All records may become others, or can be read no more. */
    void replacing();

    /** Follows each {@link #replacing} after which they can be read again. */
    void replaced();
}
