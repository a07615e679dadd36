/**
 * Bytes: one immutable file for each object too large for its record, with a checksum for every block. Knows nothing of
 * buckets, keys or records but the number that a record calls a blob by. A blob is written under its final name, synced,
 * and only then named by a record; a file that no record names is an orphan.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.engine.blob;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
