package dev.cistern.node.cli.transfer;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * The directory that objects come down into. A name can never lead out of it, nor to a file other than the one it spells:
 * what a file system would read differently is refused.
 */
public record Destination(Path directory) {
    /** Ends the name of a file that is not whole yet. */
    static final String PARTIAL = ".cistern-part";

    /**
     * Where an object goes.
     *
     * @param name the key, or the part of it below a prefix
     * @throws LocalFailure for a name that no file can have without changing it
     */
    public Path fileFor(String name) {
        if (name.isEmpty()) {
            throw new LocalFailure("the key has no file name; get it alone into a file that you name");
        }
        Path path = directory;
        int start = 0;
        while (start <= name.length()) {
            int slash = name.indexOf('/', start);
            int end = slash < 0 ? name.length() : slash;
            path = path.resolve(part(name.substring(start, end)));
            start = end + 1;
        }
        return path;
    }

    private static Path part(String part) {
        if (part.isEmpty() || part.equals(".") || part.equals("..")) {
            throw new LocalFailure("the key has the part '" + part
                    + "', which no file can be called; get it alone into a file that you name");
        }
        if (part.endsWith(PARTIAL)) {
            throw new LocalFailure("names that end in " + PARTIAL + " are kept for files that are not whole yet");
        }
        try {
            return Path.of(part);
        } catch (InvalidPathException e) {
            throw new LocalFailure("no file can have that name: " + e.getReason());
        }
    }

    /** The last part of a key, for a file of that name. */
    public static String lastPart(String key) {
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
