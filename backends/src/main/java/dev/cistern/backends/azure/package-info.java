/** Containers of Azure Blob Storage, over its REST interface: shared keys and shared access signatures, block blobs. */
@NullMarked
@CheckReturnValue
package dev.cistern.backends.azure;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
