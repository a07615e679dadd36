package dev.cistern.node;

import dev.cistern.conf.Keys;
import dev.cistern.conf.Settings;
import dev.cistern.conf.live.SettingsGuard;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import dev.cistern.node.engine.LocalEngine;
import io.vertx.core.Future;
import java.util.List;

/** Refuses to leave out a disk that bodies lie on, and to take one that cannot be used. */
final class DisksGuard implements SettingsGuard {
    private final LocalEngine engine;

    DisksGuard(LocalEngine engine) {
        this.engine = engine;
    }

    @Override
    public Future<Void> check(Settings before, Settings now) {
        if (now.store().disks().equals(before.store().disks())) {
            return Future.succeededFuture();
        }
        return engine.problems(before.store(), now.store()).compose(found -> {
            List<Problem> problems = found.stream()
                    .map(what -> new Problem(
                            "this node", Keys.DISKS.name(), now.store().disks().toString(), what, ""))
                    .toList();
            return problems.isEmpty()
                    ? Future.succeededFuture()
                    : Future.failedFuture(new InvalidSettingsException(problems));
        });
    }
}
