package dev.cistern.node.engine.blob;

import java.io.IOException;

/** A failure of a disk that is not that of the data folder: it concerns the bodies on that disk, and nothing else. */
public final class OtherDiskException extends IOException {
    private static final long serialVersionUID = 1L;

    OtherDiskException(String disk, String what) {
        super("the disk " + disk + " " + what);
    }

    OtherDiskException(IOException lost) {
        super("a new body was lost with its disk: " + lost.getMessage(), lost);
    }

    OtherDiskException(String disk, IOException cause) {
        super("the disk " + disk + ": " + cause, cause);
    }
}
