/**
 * Records: what is stored, under which key, and where its bytes are, in one RocksDB. Small objects live inside their
 * record; of larger ones it knows the number of the blob and nothing else.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.engine.record;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
