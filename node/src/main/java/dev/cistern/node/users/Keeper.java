package dev.cistern.node.users;

import java.io.IOException;

/** Where else a change must be kept before it counts: nowhere on a node alone. Used by who changes the file, one at a time. */
public interface Keeper {
    /** Of a node alone. */
    Keeper NOWHERE = new Keeper() {
        @Override
        public void refresh() {}

        @Override
        public void keep(String text) {}
    };

    /**
     * Takes over what was kept last, before it is changed. Blocks.
     *
     * @throws IOException where nobody knows what that is
     */
    void refresh() throws IOException;

    /**
     * Keeps the text that the file is to have, in place of what was taken over last. Blocks.
     *
     * @throws IOException where it cannot, also since it was changed elsewhere meanwhile; nothing is changed then
     */
    void keep(String text) throws IOException;
}
