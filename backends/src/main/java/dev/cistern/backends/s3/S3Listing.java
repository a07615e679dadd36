package dev.cistern.backends.s3;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.backends.ListableBackend.Page;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.backends.http.XmlDocument;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/** A page of a listing, asked for and read in the second form, ListObjectsV2. */
final class S3Listing {
    private static final int MOST_KEYS = 1_000;

    /** Comes after everything that can follow a folded prefix. */
    private static final String LAST = new String(Character.toChars(Character.MAX_CODE_POINT));

    private final S3Location location;
    private final ListPart part;

    S3Listing(S3Location location, ListPart part) {
        this.location = location;
        this.part = part;
    }

    String target() {
        StringBuilder target = new StringBuilder(location.bucketTarget())
                .append("?encoding-type=url&list-type=2&max-keys=")
                .append(Math.min(part.atMost(), MOST_KEYS));
        append(target, "delimiter", part.delimiter());
        append(target, "prefix", location.prefix() + part.prefix());
        part.startAfter()
                .ifPresent(after ->
                        append(target, "start-after", location.prefix() + after + (isFolded(after) ? LAST : "")));
        return target.toString();
    }

    private static void append(StringBuilder target, String name, String value) {
        if (!value.isEmpty()) {
            target.append('&').append(name).append('=');
            KeyEncoding.append(target, value);
        }
    }

    /** Whether a page ended in a common prefix: what is folded into it must not come again. */
    private boolean isFolded(String after) {
        if (part.delimiter().isEmpty() || !after.startsWith(part.prefix())) {
            return false;
        }
        int at = after.indexOf(part.delimiter(), part.prefix().length());
        return at >= 0 && at + part.delimiter().length() == after.length();
    }

    /** @throws BackendException where it is not what was asked for */
    Page read(XmlDocument result) throws BackendException {
        if (!result.name().equals("ListBucketResult")) {
            throw new BackendException(
                    Fault.BACKEND, "the backend " + location + " answered a list with " + result.name());
        }
        try {
            List<Listed> objects = new ArrayList<>();
            for (XmlDocument entry : result.all("Contents")) {
                objects.add(new Listed(
                        own(entry.textOf("Key")),
                        Long.parseLong(entry.textOf("Size").strip()),
                        Instant.parse(entry.textOf("LastModified").strip()),
                        entry.textOf("ETag")));
            }
            List<String> prefixes = new ArrayList<>();
            for (XmlDocument entry : result.all("CommonPrefixes")) {
                String prefix = own(entry.textOf("Prefix"));
                if (part.startAfter().filter(prefix::equals).isEmpty()) {
                    prefixes.add(prefix);
                }
            }
            boolean more = result.textOf("IsTruncated").strip().equals("true");
            return Page.of(objects, prefixes, more);
        } catch (IllegalArgumentException | DateTimeParseException e) {
            throw new BackendException(
                    Fault.BACKEND, "the backend " + location + " wrote a list that cannot be read: " + e.getMessage());
        }
    }

    private String own(String listed) {
        String key = URLDecoder.decode(listed, StandardCharsets.UTF_8);
        if (!key.startsWith(location.prefix())) {
            throw new IllegalArgumentException("'" + key + "' is not below '" + location.prefix() + "'");
        }
        return key.substring(location.prefix().length());
    }
}
