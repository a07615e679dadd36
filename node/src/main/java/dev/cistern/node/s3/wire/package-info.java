/** What S3 puts on the wire: error codes, XML in and out, percent-encoding. It knows no operation. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.s3.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
