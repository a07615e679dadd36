/** When objects go by themselves: the rules of a bucket, and the walk that carries them out. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.s3.lifecycle;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
