package dev.cistern.node.engine;

import dev.cistern.node.engine.blob.BlobDisk;

/**
 * Where a body goes.
 *
 * @param disk where its blob will lie, if it gets one on this node
 * @param room promised to it there
 */
record Placed(BlobDisk disk, DiskSpace.Promised room) {}
