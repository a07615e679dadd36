package dev.cistern.node.engine;

import dev.cistern.node.engine.care.DiskCare;
import dev.cistern.node.engine.care.DiskFigures;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Shows an operator the disks, and does what is ordered about them. Used by any thread. */
final class DiskOrders implements DiskCare {
    private static final double PERCENT = 100.0;

    private final Disks disks;
    private final DiskWorks works;

    DiskOrders(Disks disks, DiskWorks works) {
        this.disks = disks;
        this.works = works;
    }

    @Override
    public List<DiskFigures> figures() {
        return disks.figures();
    }

    @Override
    public JsonObject json() {
        List<DiskFigures> figures = disks.figures();
        double all = figures.stream().mapToDouble(DiskOrders::share).sum();
        JsonArray each = new JsonArray();
        for (DiskFigures disk : figures) {
            JsonObject json = disk.json();
            json.put("first", each.isEmpty());
            json.put("share_percent", all == 0 ? 0 : Math.round(share(disk) / all * PERCENT * 10) / 10.0);
            works.drain(disk.id()).ifPresent(drain -> json.put("drain", drain.json()));
            each.add(json);
        }
        return new JsonObject()
                .put("disks", each)
                .put("unreadable", works.away().json());
    }

    /** Of what is new. */
    private static double share(DiskFigures disk) {
        boolean takesNew = disk.state() == DiskFigures.State.OK;
        long spare =
                disk.space().free() - disk.space().promised() - disk.space().min();
        return takesNew ? Math.max(0, spare) * (double) disk.weight() : 0;
    }

    @Override
    public Future<JsonObject> drain(String path) {
        return disks.drain(path, true).map(done -> json());
    }

    @Override
    public Future<JsonObject> undrain(String path) {
        return disks.drain(path, false).map(done -> json());
    }

    @Override
    public Future<JsonObject> forget(String path) {
        return disks.forget(path).map(done -> json());
    }
}
