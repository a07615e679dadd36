/** Tests of the pool: its decisions on false time, and the whole of it on real event loops. */
@NullMarked
package dev.cistern.net.pool;

import org.jspecify.annotations.NullMarked;
