package dev.cistern.node.users;

import java.io.IOException;

/** Where else a change must be kept before it counts: nowhere on a node alone. */
public interface Keeper {
    /** Of a node alone. */
    Keeper NOWHERE = text -> {};

    /**
     * Keeps the text that the file is to have. Blocks.
     *
     * @throws IOException where it cannot; nothing is changed then
     */
    void keep(String text) throws IOException;
}
