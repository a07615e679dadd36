/** The S3 API: each request becomes one operation value, then one handler; one place where failures become S3's codes. */
@NullMarked
@CheckReturnValue
package dev.cistern.node.s3;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
