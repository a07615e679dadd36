/**
 * What the operator wrote: typed settings, one record per section, and the catalogue of the keys that name them.
 *
 * <p>{@link dev.cistern.conf.Settings} is the tree that the program reads; its records hold effective values, that is
 * after zero rules and clamps. {@link dev.cistern.conf.Keys} declares every key once: type, default, range, layer and
 * one sentence; parsing, the reference page and {@code cistern config describe} all come from there.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.conf;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
