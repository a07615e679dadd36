package dev.cistern.node;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the command line says about a server to start.
 *
 * @param data shorthand for {@code store.data_dir} in {@code set}
 * @param listen shorthand for {@code node.listen} in {@code set}
 * @param config a settings file, or a directory of them
 * @param set settings by key, as written; in the order given
 */
public record ServerOptions(
        Optional<Path> data, Optional<String> listen, Optional<Path> config, Map<String, String> set) {
    /** Keeps the order of {@code set}. */
    public ServerOptions {
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
    }
}
