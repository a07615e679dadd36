/**
 * From text to settings: files, environment and command line become raw values that know where they were written;
 * resolving puts the sources in order, checks every value, applies the rules that span keys, and reports all problems
 * at once. Nothing here keeps state or watches anything.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.conf.load;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
