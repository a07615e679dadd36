package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One range of bytes as RFC 9110 §14.1.2 writes it. */
public sealed interface ByteRange {

    /** As a header writes it. */
    @Override
    String toString();

    /** From {@code first} to {@code last}, both included; {@code last} may lie past the end. */
    record Between(long first, long last) implements ByteRange {
        @Override
        public String toString() {
            return "bytes=" + first + "-" + last;
        }
    }

    /** From {@code first} to the end. */
    record From(long first) implements ByteRange {
        @Override
        public String toString() {
            return "bytes=" + first + "-";
        }
    }

    /** The last {@code length} bytes. */
    record Suffix(long length) implements ByteRange {
        @Override
        public String toString() {
            return "bytes=-" + length;
        }
    }

    /**
     * What a range means for an object.
     *
     * @param offset first byte
     * @param length bytes, at least 1
     */
    record Resolved(long offset, long length) {}

    /** @throws StoreException {@link Code#RANGE_NOT_SATISFIABLE} where no byte of the object is in the range */
    default Resolved resolve(long size) {
        Resolved resolved;
        if (this instanceof Between between) {
            resolved = new Resolved(between.first, Math.min(between.last, size - 1) - between.first + 1);
        } else if (this instanceof From from) {
            resolved = new Resolved(from.first, size - from.first);
        } else {
            long length = Math.min(((Suffix) this).length, size);
            resolved = new Resolved(size - length, length);
        }
        if (resolved.length < 1) {
            throw new StoreException(
                    Code.RANGE_NOT_SATISFIABLE, "range " + this + " has no byte of an object of " + size + " bytes");
        }
        return resolved;
    }

    /**
     * Reads a {@code Range} header. Empty where it is not one range of bytes: RFC 9110 §14.2 lets a server ignore what
     * it does not understand, and several ranges at once are not served.
     */
    static Optional<ByteRange> parse(String header) {
        Matcher matcher = Syntax.RANGE.matcher(header);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String first = matcher.group(1);
        String last = matcher.group(2);
        if (first.isEmpty()) {
            return last.isEmpty() ? Optional.empty() : Optional.of(new Suffix(Long.parseLong(last)));
        }
        if (last.isEmpty()) {
            return Optional.of(new From(Long.parseLong(first)));
        }
        Between between = new Between(Long.parseLong(first), Long.parseLong(last));
        return between.first <= between.last ? Optional.of(between) : Optional.empty();
    }

    /** Keeps the pattern out of the interface's public constants. */
    final class Syntax {
        private static final Pattern RANGE = Pattern.compile("\\s*bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

        private Syntax() {}
    }
}
