/** What S3 costs: signatures and checksums against none, and listings of many keys. */
@NullMarked
@CheckReturnValue
package dev.cistern.bench.s3;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
