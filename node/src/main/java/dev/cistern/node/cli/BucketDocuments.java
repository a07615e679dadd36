package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.transfer.LocalFailure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Configurations of buckets of one kind, as the node keeps them.
 *
 * @param kind the end of their path
 */
record BucketDocuments(NodeClient node, String kind) {

    Json get(Target bucket) {
        return node.get(path(bucket));
    }

    void put(Target bucket, Json document) {
        Json unused = node.call("PUT", path(bucket), document);
    }

    void delete(Target bucket) {
        Json unused = node.call("DELETE", path(bucket), Json.of(Map.of()));
    }

    /** @param file {@code -} for what comes on standard input */
    static Json read(String file, Terminal terminal) {
        try (InputStream in = file.equals("-") ? terminal.in() : Files.newInputStream(Path.of(file))) {
            Json document = Json.read(in);
            if (document.isObject()) {
                return document;
            }
        } catch (IOException e) {
            throw new LocalFailure("'" + file + "' cannot be read as JSON: " + e.getMessage());
        }
        throw new LocalFailure("'" + file + "' holds no JSON object");
    }

    private String path(Target bucket) {
        return bucket.bucketPath() + "/" + kind;
    }
}
