/** Bytes that change on the disk by themselves, and a check that none of them is ever served. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.rot;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
