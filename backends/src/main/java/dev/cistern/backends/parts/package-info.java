/**
 * Objects that go to a cloud in parts: those whose length is not known before, and large ones. {@link
 * dev.cistern.backends.parts.PartedUpload} cuts a body into parts and sends several at a time, in bounded memory; how a cloud
 * takes them is told by its {@link dev.cistern.backends.parts.PartTarget}.
 */
@NullMarked
@CheckReturnValue
package dev.cistern.backends.parts;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
