package dev.cistern.conf;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file or folder, relative to where the process was started unless absolute. */
final class FilePath implements ValueType<Path> {
    private final String range;

    FilePath(String range) {
        this.range = range;
    }

    @Override
    public Class<Path> valueClass() {
        return Path.class;
    }

    @Override
    public String label() {
        return "path";
    }

    @Override
    public String range() {
        return range;
    }

    @Override
    public Path parse(String text) throws InvalidValueException {
        if (text.isBlank()) {
            throw new InvalidValueException("no path", "use " + range);
        }
        try {
            return Path.of(text.strip());
        } catch (InvalidPathException e) {
            throw new InvalidValueException("not a path: " + e.getReason(), "use " + range);
        }
    }

    @Override
    public String print(Path value) {
        return value.toString();
    }
}
