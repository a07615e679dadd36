/**
 * Copies of blobs on several members of a cluster: on their way there, read from there, and made again where one is missing. What
 * a record says of its places is the truth; {@link dev.cistern.cluster.place} is the wish.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.node.copies;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
