package dev.cistern.node.store;

import dev.cistern.node.store.Checksum.Algorithm;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a body must come to, and what of it is kept. A body that comes to something else is refused.
 *
 * @param announced known before the body
 * @param signedSha256 what the signature of the request was made for, lower-case hexadecimal digits
 * @param kept the algorithm whose value is stored with the object; also computed where nobody announced it
 * @param trailing what came behind the body; asked once, when it has ended, on a thread that sees all that happened
 *     before the end
 */
public record BodyChecks(
        List<Checksum> announced,
        Optional<String> signedSha256,
        Optional<Algorithm> kept,
        Supplier<List<Checksum>> trailing) {

    public static final BodyChecks NONE = announced(List.of());

    public BodyChecks {
        announced = List.copyOf(announced);
    }

    /** Checksums known before the body; none is kept. */
    public static BodyChecks announced(List<Checksum> checksums) {
        return new BodyChecks(checksums, Optional.empty(), Optional.empty(), List::of);
    }
}
