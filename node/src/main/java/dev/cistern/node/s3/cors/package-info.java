/** Which pages of other sites may use a bucket: the rules, and what a browser is told of them. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.s3.cors;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
