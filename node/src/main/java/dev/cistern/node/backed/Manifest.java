package dev.cistern.node.backed;

import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What is known of a large object some of whose chunks are here. All chunks are of the object that had this entity tag; when
 * another takes its place, another manifest does, and the chunks of the old one are never looked at again.
 *
 * @param version that of the record it was read from, which chunks are filed under
 * @param stored when it was made
 * @param sizeBytes of the whole object
 * @param chunkBytes of each chunk but the last
 * @param headers with the entity tag
 */
record Manifest(
        ObjectName name,
        long version,
        Instant stored,
        long sizeBytes,
        long chunkBytes,
        Map<String, String> headers,
        Map<String, String> metadata) {

    private static final String SIZE = ":size";
    private static final String CHUNK = ":chunk";
    /** The key of the object, since the manifest's own is a digest of it. */
    private static final String KEY = ":key";

    /** Whether parts of it can be told from those of another object, and are worth being asked for by themselves. */
    static boolean suits(BackendObject object, long chunkBytes) {
        return object.lengthBytes().orElse(0) > chunkBytes
                && object.etag().filter(tag -> !tag.startsWith("W/")).isPresent();
    }

    /** Writes the manifest of an object that {@link #suits}. */
    static PutCommand command(ObjectName name, BackendObject object, long chunkBytes, Conditions conditions) {
        Map<String, String> headers = new HashMap<>(object.headers());
        headers.put("etag", object.etag().orElseThrow());
        headers.put(SIZE, Long.toString(object.lengthBytes().orElseThrow()));
        headers.put(CHUNK, Long.toString(chunkBytes));
        headers.put(KEY, name.key());
        return new PutCommand(
                OwnKeys.manifest(name), OptionalLong.of(0), List.of(), conditions, headers, object.metadata());
    }

    /** Reads the record of one. */
    static Manifest of(ObjectInfo record) {
        Map<String, String> headers = new HashMap<>(record.headers());
        String size = headers.remove(SIZE);
        String chunk = headers.remove(CHUNK);
        String key = headers.remove(KEY);
        if (size == null || chunk == null || key == null) {
            throw new IllegalStateException("a record under " + OwnKeys.MANIFESTS + " is no manifest: " + record);
        }
        return new Manifest(
                new ObjectName(record.name().bucket(), key),
                record.version(),
                record.modified(),
                Long.parseLong(size),
                Long.parseLong(chunk),
                Map.copyOf(headers),
                record.metadata());
    }

    String etag() {
        return headers.getOrDefault("etag", "");
    }

    /** What it says of the object, of which not all bytes need be here. */
    ObjectInfo info() {
        return new ObjectInfo(name, sizeBytes, "", 0, stored, headers, metadata);
    }

    long indexOf(long position) {
        return position / chunkBytes;
    }

    ObjectName chunk(long index) {
        return OwnKeys.chunk(name, version, index);
    }

    /** What a chunk is at the backend. */
    BackendPart part(long index) {
        long offset = index * chunkBytes;
        return new BackendPart(name.key(), etag(), offset, Math.min(chunkBytes, sizeBytes - offset));
    }
}
