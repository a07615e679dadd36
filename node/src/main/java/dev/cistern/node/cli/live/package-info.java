/** Views that renew themselves: what two looks at a node tell together, and how it is drawn. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.cli.live;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
