package dev.cistern.node.store;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An object to be stored.
 *
 * @param length bytes the client announced; a body of another length is refused. Empty when it announced none.
 * @param checks what the body must come to; a body that does not is refused
 * @param conditions evaluated when the object is committed, so that of several racing writers one wins
 * @param headers see {@link ObjectInfo#headers()}
 * @param metadata see {@link ObjectInfo#metadata()}
 * @param tags see {@link ObjectInfo.Traits#tags()}
 * @param lock wanted by the writer; the bucket may add to it
 * @param encryption as the request asks; empty for the bucket's default
 */
public record PutCommand(
        ObjectName name,
        OptionalLong length,
        BodyChecks checks,
        Conditions conditions,
        Map<String, String> headers,
        Map<String, String> metadata,
        Map<String, String> tags,
        ObjectLock lock,
        Optional<Encryption> encryption) {

    public PutCommand {
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
        tags = Map.copyOf(tags);
    }

    /** An object whose writer wants no lock, and that is encrypted if its bucket says so. */
    public PutCommand(
            ObjectName name,
            OptionalLong length,
            BodyChecks checks,
            Conditions conditions,
            Map<String, String> headers,
            Map<String, String> metadata,
            Map<String, String> tags) {
        this(name, length, checks, conditions, headers, metadata, tags, ObjectLock.NONE, Optional.empty());
    }

    /** An object without tags, whose checksums are all known before its body. */
    public PutCommand(
            ObjectName name,
            OptionalLong length,
            List<Checksum> checksums,
            Conditions conditions,
            Map<String, String> headers,
            Map<String, String> metadata) {
        this(name, length, BodyChecks.announced(checksums), conditions, headers, metadata, Map.of());
    }
}
