package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;

/** How many entries a page of a list may hold. */
final class PageSize {
    private PageSize() {}

    /** @throws StoreException {@link Code#INVALID_ARGUMENT} where it is not within these bounds */
    static void require(int wanted, int least, int most) {
        if (wanted < least || wanted > most) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT, "a page holds " + least + " to " + most + " entries, not " + wanted);
        }
    }
}
