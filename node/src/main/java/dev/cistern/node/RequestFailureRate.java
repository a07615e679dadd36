package dev.cistern.node;

import dev.cistern.conf.live.FailureRate;
import dev.cistern.node.http.RequestFigures;

/** How requests go, for changes of settings that undo themselves when it gets worse. */
record RequestFailureRate(RequestFigures figures) implements FailureRate {

    @Override
    public long requests() {
        return figures.served();
    }

    @Override
    public long failed() {
        return figures.failed();
    }
}
