package dev.cistern.node.engine.blob;

/** Bytes of a blob file do not match their checksum, or are not there. The message names the file and the place. */
public final class DamagedBlobException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedBlobException(String message) {
        super(message);
    }
}
