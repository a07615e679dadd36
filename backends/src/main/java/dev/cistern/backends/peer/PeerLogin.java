package dev.cistern.backends.peer;

import dev.cistern.backends.s3.S3Location.Identity;
import java.nio.file.Path;

/** What a node shows another one to prove who it is. */
sealed interface PeerLogin {
    /** Nothing. */
    record None() implements PeerLogin {}

    /** The token in a file, which is read anew when it may have changed. */
    record Token(Path file) implements PeerLogin {}

    /** A signature with keys from the places where Amazon's clients look for them. */
    record Signature(Identity identity) implements PeerLogin {}
}
