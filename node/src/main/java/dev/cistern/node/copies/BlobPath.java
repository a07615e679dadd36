package dev.cistern.node.copies;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code /_peer/blobs/CLUSTER/ID}: a blob to be written; with {@code /LENGTH/FROM-END}, one to be read. All of it is signed.
 *
 * @param cluster its id
 * @param wanted what is to be read; empty for a write
 */
record BlobPath(String cluster, long id, Optional<Stretch> wanted) {
    static final String PREFIX = "/_peer/blobs";
    private static final Pattern FORM =
            Pattern.compile(PREFIX + "/([0-9a-f-]{36})/([0-9a-f]{16})(?:/(\\d{1,18})/(\\d{1,18})-(\\d{1,18}))?");

    /** Data of a blob of so many bytes, from one byte to before another. */
    record Stretch(long length, long from, long end) {}

    static Optional<BlobPath> parse(String path) {
        Matcher matcher = FORM.matcher(path);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Optional<Stretch> wanted = Optional.ofNullable(matcher.group(3))
                .map(length -> new Stretch(
                        Long.parseLong(length), Long.parseLong(matcher.group(4)), Long.parseLong(matcher.group(5))));
        boolean possible =
                wanted.isEmpty() || (wanted.get().from < wanted.get().end && wanted.get().end <= wanted.get().length);
        return possible
                ? Optional.of(new BlobPath(matcher.group(1), Long.parseUnsignedLong(matcher.group(2), 16), wanted))
                : Optional.empty();
    }

    @Override
    public String toString() {
        String blob = String.format("%s/%s/%016x", PREFIX, cluster, id);
        return wanted.map(of -> blob + "/" + of.length + "/" + of.from + "-" + of.end)
                .orElse(blob);
    }
}
