/** Uploads by forms of browsers: the fields, the policy that they must keep to, and the file as a stream. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.s3.form;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
