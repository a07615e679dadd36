package dev.cistern.node.store;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * An object to be stored.
 *
 * @param length bytes the client announced; a body of another length is refused. Empty when it announced none.
 * @param checksums what the body must come to; a body that does not is refused
 * @param conditions evaluated when the object is committed, so that of several racing writers one wins
 * @param headers see {@link ObjectInfo#headers()}
 * @param metadata see {@link ObjectInfo#metadata()}
 */
public record PutCommand(
        ObjectName name,
        OptionalLong length,
        List<Checksum> checksums,
        Conditions conditions,
        Map<String, String> headers,
        Map<String, String> metadata) {

    public PutCommand {
        checksums = List.copyOf(checksums);
        headers = Map.copyOf(headers);
        metadata = Map.copyOf(metadata);
    }
}
