/**
 * Bytes of objects too large for their record, with a checksum for every block: up to 1 MiB in segments, which many share, above in
 * one immutable file each. Knows nothing of buckets, keys or records but the number that a record calls a blob by. A blob is
 * synced, and only then named by a record; one that no record names is an orphan.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.engine.blob;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
