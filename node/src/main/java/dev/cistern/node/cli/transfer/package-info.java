/** Many files at once, either way: workers, progress, verified bytes, and names that stay where they belong. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.cli.transfer;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
