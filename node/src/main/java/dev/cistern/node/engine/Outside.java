package dev.cistern.node.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What the engine knows of the world.
 *
 * @param nanoTime as {@link System#nanoTime}
 * @param disk how to ask for the free space of a folder's disk
 */
record Outside(InstantSource clock, LongSupplier nanoTime, DiskOfFolder disk) {
    static final Outside REAL = new Outside(InstantSource.system(), System::nanoTime, Disk::of);

    interface DiskOfFolder {
        Disk of(Path folder) throws IOException;
    }
}
