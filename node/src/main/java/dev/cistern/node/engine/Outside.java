package dev.cistern.node.engine;

import java.io.IOException;
import java.time.InstantSource;

/** What the engine knows of the world: a clock, and how to ask for the free space of a folder's disk. */
record Outside(InstantSource clock, DiskOfFolder disk) {
    static final Outside REAL = new Outside(InstantSource.system(), folder -> Disk.of(folder.blobs()));

    interface DiskOfFolder {
        Disk of(DataFolder folder) throws IOException;
    }
}
