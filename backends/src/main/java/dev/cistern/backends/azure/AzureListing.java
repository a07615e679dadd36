package dev.cistern.backends.azure;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.backends.http.KeyEncoding;
import dev.cistern.backends.http.XmlDocument;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A page of a listing, asked for and read. */
final class AzureListing {
    private static final int MOST_NAMES = 5_000;

    private final AzureLocation location;
    private final ListPart part;

    AzureListing(AzureLocation location, ListPart part) {
        this.location = location;
        this.part = part;
    }

    /** @param marker where Azure goes on; empty for the beginning */
    String target(String marker) {
        StringBuilder target = new StringBuilder(location.containerTarget())
                .append("?restype=container&comp=list&maxresults=")
                .append(Math.min(part.atMost(), MOST_NAMES));
        append(target, "prefix", location.prefix() + part.prefix());
        append(target, "delimiter", part.delimiter());
        append(target, "marker", marker);
        return target.toString();
    }

    private static void append(StringBuilder target, String name, String value) {
        if (!value.isEmpty()) {
            target.append('&').append(name).append('=');
            KeyEncoding.append(target, value);
        }
    }

    /**
     * What Azure gave at once.
     *
     * @param marker where it goes on; empty where that was all
     */
    record Names(List<Listed> objects, List<String> prefixes, String marker) {

        Optional<String> last() {
            List<String> ends = new ArrayList<>(prefixes);
            objects.forEach(object -> ends.add(object.key()));
            return ends.stream().max(ListableBackend.BY_BYTES);
        }
    }

    /**
     * Reads what Azure gave, and leaves out what does not come after what was asked for.
     *
     * @throws BackendException where it is not what was asked for
     */
    Names read(XmlDocument result) throws BackendException {
        XmlDocument blobs = result.child("Blobs")
                .orElseThrow(() -> new BackendException(
                        Fault.BACKEND, "the backend " + location + " answered a list with " + result.name()));
        List<Listed> objects = new ArrayList<>();
        List<String> prefixes = new ArrayList<>();
        try {
            for (XmlDocument entry : blobs.children()) {
                String name = own(entry.child("Name").orElseThrow());
                if (part.startAfter().isPresent()
                        && ListableBackend.BY_BYTES.compare(
                                        name, part.startAfter().get())
                                <= 0) {
                    continue;
                }
                if (entry.name().equals("BlobPrefix")) {
                    prefixes.add(name);
                } else {
                    objects.add(listed(name, entry.child("Properties").orElseThrow()));
                }
            }
        } catch (RuntimeException e) {
            throw new BackendException(
                    Fault.BACKEND, "the backend " + location + " wrote a list that cannot be read: " + e.getMessage());
        }
        return new Names(objects, prefixes, result.textOf("NextMarker").strip());
    }

    private static Listed listed(String name, XmlDocument properties) throws DateTimeParseException {
        String etag = properties.textOf("Etag").strip();
        Instant modified = ZonedDateTime.parse(
                        properties.textOf("Last-Modified").strip(), DateTimeFormatter.RFC_1123_DATE_TIME)
                .toInstant();
        return new Listed(
                name,
                Long.parseLong(properties.textOf("Content-Length").strip()),
                modified,
                etag.isEmpty() || etag.startsWith("\"") ? etag : '"' + etag + '"');
    }

    private String own(XmlDocument name) {
        String key = name.attributes().getOrDefault("Encoded", "").equals("true")
                ? URLDecoder.decode(name.text().replace("+", "%2B"), StandardCharsets.UTF_8)
                : name.text();
        if (!key.startsWith(location.prefix())) {
            throw new IllegalArgumentException("'" + key + "' is not below '" + location.prefix() + "'");
        }
        return key.substring(location.prefix().length());
    }
}
