package dev.cistern.bench.flip;

/** A whole answer. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Answer(int status, byte[] body) {}
