package dev.cistern.node.backed;

import io.vertx.core.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The node that a {@link BackedStore} works for.
 *
 * @param id of this node
 * @param isShared whether other nodes change the same records; asked each time
 * @param room of the disk that it stores on; asked now and then
 */
public record Self(String id, BooleanSupplier isShared, Supplier<Future<Upkeep.Room>> room) {}
