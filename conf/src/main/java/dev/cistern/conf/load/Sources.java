package dev.cistern.conf.load;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where settings are written, besides overrides.
 *
 * @param files settings files, or directories of them, lowest first; a later one wins over an earlier one
 * @param environment all variables of the process; those that are not ours are ignored
 * @param assignments {@code key=value} as given on the command line, in order
 */
public record Sources(List<Path> files, Map<String, String> environment, List<String> assignments) {

    /** Copies the collections. */
    public Sources {
        files = List.copyOf(files);
        environment = Map.copyOf(environment);
        assignments = List.copyOf(assignments);
    }
}
