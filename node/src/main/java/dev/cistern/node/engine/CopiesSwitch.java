package dev.cistern.node.engine;

import java.util.function.Supplier;

/** The other nodes, of whom there are none until it is told. Used by any thread. */
final class CopiesSwitch implements Supplier<Copies> {
    private volatile Copies copies = Copies.NONE;

    @Override
    public Copies get() {
        return copies;
    }

    void share(Copies among) {
        copies = among;
    }
}
