/** Who may use this node: access keys and their secrets, kept in the data folder. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.users;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
