package dev.cistern.bench.node;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the repository is: the folder with the {@code ./cistern} script. */
public final class RepositoryRoot {
    private static final Path FOUND = find();

    private RepositoryRoot() {}

    /** The property {@code cistern.root}, else the variable {@code CISTERN_ROOT}, else found upward from here. */
    public static Path path() {
        return FOUND;
    }

    private static Path find() {
        String given = System.getProperty("cistern.root", System.getenv().getOrDefault("CISTERN_ROOT", ""));
        if (!given.isEmpty()) {
            return Path.of(given).toAbsolutePath().normalize();
        }
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("cistern"))) {
                return folder;
            }
        }
        throw new IllegalStateException("no ./cistern here or in a folder above; run from within the repository,"
                + " or name it with -Dcistern.root=DIR or CISTERN_ROOT");
    }
}
