package dev.cistern.node.engine.care;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The disks of a store, as an operator sees and orders them. Used by any thread; nothing blocks. */
public interface DiskCare {
    /** How each is; the first is that of the data folder. */
    List<DiskFigures> figures();

    /** All of them with what they do, and what cannot be read now. */
    JsonObject json();

    /** Where new bodies go to this folder's disk no more, and those on it are moved to the others. */
    Future<JsonObject> drain(String path);

    /** Ends draining; what was moved stays where it is. */
    Future<JsonObject> undrain(String path);

    /** Gives up a disk that cannot be used, with all that lies on it. */
    Future<JsonObject> forget(String path);
}
