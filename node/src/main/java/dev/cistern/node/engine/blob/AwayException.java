package dev.cistern.node.engine.blob;

import java.io.IOException;
import java.util.Optional;

/** A blob was not found, and may lie on a disk that cannot be used now: whether it is there cannot be told. */
public final class AwayException extends IOException {
    private static final long serialVersionUID = 1L;

    AwayException(long id, BlobDisk away, Optional<String> why) {
        super("blob " + Long.toUnsignedString(id, 16) + " is on none of the disks that can be read, and the disk "
                + away.name() + " cannot be: " + why.orElse("it was away a moment ago"));
    }
}
