/**
 * The object store of one node, on one folder of one disk; {@link dev.cistern.node.engine.LocalEngine} is its door.
 *
 * <p>A PUT: {@code Upload} takes the body from the event loop, piece by piece, to a writer thread, which digests it and
 * writes it to a blob file; the file is synced; then a {@code PutCommit} goes to the {@code Committer}, a single thread
 * that evaluates the conditions of all who wait, syncs the names of their files and writes all their records in one
 * synced batch. Objects up to {@code inlineMaxBytes} skip the file and live in their record. A GET: a reader thread finds
 * the record, opens the file, and verifies every block before the front may send it.
 *
 * <p>In a bucket that keeps versions, what is superseded goes to {@code History} in the batch that supersedes it, and comes
 * back from there when what superseded it is removed.
 *
 * <p>Bytes are in {@code engine.blob}, records in {@code engine.record}; neither knows of the other.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.engine;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
