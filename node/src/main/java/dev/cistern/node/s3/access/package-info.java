/** Who may do what over S3: bucket policies, access control lists, and what they come to. Knows no HTTP and no store. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.s3.access;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
