/** Who sent a request, and what it says of its body: signature version 4 in headers and queries, and bodies in signed chunks. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.sign;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
