package dev.cistern.node.engine.record;

/** A record does not match its checksum or its format. The message names it. */
final class DamagedRecordException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedRecordException(String message) {
        super(message);
    }
}
