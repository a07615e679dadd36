/**
 * Encryption of what lies on the disk: the node's own keys, the key of each object, and the form of a sealed body. Knows
 * nothing of files of objects, records or requests. {@code docs/formats/sealed.md} is its description.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.engine.seal;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
