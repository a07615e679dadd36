package dev.cistern.conf;

import dev.cistern.conf.DiskFolders.DiskFolder;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Folders with commas between them, each with a weight behind a colon if it is not 1, or {@code off} for none. */
final class DiskList implements ValueType<DiskFolders> {
    private static final int MOST_DISKS = 64;
    private static final int MOST_WEIGHT = 100;
    private static final Pattern WEIGHTED = Pattern.compile("(.*):([0-9]{1,9})");

    @Override
    public Class<DiskFolders> valueClass() {
        return DiskFolders.class;
    }

    @Override
    public String label() {
        return "folders";
    }

    @Override
    public String range() {
        return "off, or /FOLDER or /FOLDER:WEIGHT with commas between them, at most " + MOST_DISKS + ", weights 1 to "
                + MOST_WEIGHT;
    }

    @Override
    public DiskFolders parse(String text) throws InvalidValueException {
        if (text.strip().equals("off")) {
            return DiskFolders.NONE;
        }
        List<DiskFolder> folders = new ArrayList<>();
        for (String written : text.split(",", -1)) {
            DiskFolder folder = folder(written.strip());
            if (folders.stream().anyMatch(other -> other.path().equals(folder.path()))) {
                throw new InvalidValueException(folder.path() + " is named twice", "name each folder once");
            }
            folders.add(folder);
        }
        if (folders.size() > MOST_DISKS) {
            throw new InvalidValueException(folders.size() + " folders", "name at most " + MOST_DISKS);
        }
        return new DiskFolders(folders);
    }

    private static DiskFolder folder(String written) throws InvalidValueException {
        Matcher weighted = WEIGHTED.matcher(written);
        String path = weighted.matches() ? weighted.group(1) : written;
        int weight = weighted.matches() ? Integer.parseInt(weighted.group(2)) : 1;
        if (weight < 1 || weight > MOST_WEIGHT) {
            throw new InvalidValueException(
                    "the weight of " + path + " is " + weight, "use a weight of 1 to " + MOST_WEIGHT);
        }
        if (path.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidValueException("a control character in a path", "write folders like /srv/disk2, or off");
        }
        try {
            Path folder = Path.of(path).normalize();
            if (folder.isAbsolute()) {
                return new DiskFolder(folder, weight);
            }
        } catch (InvalidPathException e) {
            throw new InvalidValueException("not a path: " + e.getReason(), "write folders like /srv/disk2, or off");
        }
        throw new InvalidValueException(
                "'" + path + "' does not begin with /", "write folders like /srv/disk2, or off");
    }

    @Override
    public String print(DiskFolders value) {
        return value.toString();
    }
}
