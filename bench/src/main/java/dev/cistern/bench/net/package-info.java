/**
 * The connection layers under trial, each fact counted at the other end. The near end is the {@code PooledHttpClient} that
 * layers 2 and 3 are made of; the far end is a {@link dev.cistern.bench.farend.FarEnd}.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.net;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
