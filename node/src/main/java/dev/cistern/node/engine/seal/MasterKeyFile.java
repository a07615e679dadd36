package dev.cistern.node.engine.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The file of the node's keys, which its owner alone can read: a title, then a line for each key, the newest last:
 * {@code ID TIME BASE64}. Every method blocks on the disk.
 */
final class MasterKeyFile {
    private static final String TITLE = "cistern master keys 1";

    private final Path path;

    MasterKeyFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /**
     * What the file holds.
     *
     * @param keys those that are whole
     * @param damage what is wrong with the others
     */
    record Content(List<MasterKey> keys, Optional<String> damage) {}

    /** Empty where there is no file. */
    Optional<Content> read() throws IOException {
        List<String> lines;
        try {
            lines = new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1)
                    .lines()
                    .toList();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.isEmpty() || !lines.get(0).equals(TITLE)) {
            return Optional.of(new Content(List.of(), Optional.of("it does not begin with '" + TITLE + "'")));
        }
        List<MasterKey> keys = new ArrayList<>();
        Optional<String> damage = Optional.empty();
        for (int number = 1; number < lines.size(); number++) {
            Optional<MasterKey> key = parse(lines.get(number));
            key.ifPresent(keys::add);
            if (key.isEmpty()) {
                damage = Optional.of("its line " + (number + 1) + " is damaged");
            }
        }
        return Optional.of(new Content(List.copyOf(keys), keys.isEmpty() ? damage.or(() -> noKey()) : damage));
    }

    /** What a file with these keys holds. */
    static String text(List<MasterKey> keys) {
        StringBuilder text = new StringBuilder(TITLE).append('\n');
        keys.forEach(key -> text.append(key.id())
                .append(' ')
                .append(key.made())
                .append(' ')
                .append(Base64.getEncoder().encodeToString(key.secret()))
                .append('\n'));
        return text.toString();
    }

    /** The text as it is; empty where there is none. */
    Optional<String> text() throws IOException {
        return Files.exists(path) ? Optional.of(Files.readString(path)) : Optional.empty();
    }

    /** As the other, with these keys. */
    void write(List<MasterKey> keys) throws IOException {
        write(text(keys));
    }

    /** Puts a file with this text in the place of the old one; afterwards it is on the disk, whatever happens. */
    void write(String text) throws IOException {
        Path fresh = path.resolveSibling(path.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        create(fresh);
        try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
            while (bytes.hasRemaining()) {
                int unused = channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(folder(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private void create(Path fresh) throws IOException {
        if (Files.getFileStore(folder()).supportsFileAttributeView("posix")) {
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(fresh);
        }
    }

    private Path folder() {
        Path folder = path.toAbsolutePath().getParent();
        return folder == null ? path : folder;
    }

    private static Optional<String> noKey() {
        return Optional.of("it holds no key");
    }

    private static Optional<MasterKey> parse(String line) {
        String[] words = line.split(" ", -1);
        if (words.length != 3) {
            return Optional.empty();
        }
        try {
            MasterKey key = MasterKey.of(Base64.getDecoder().decode(words[2]), Instant.parse(words[1]));
            boolean whole = key.secret().length == MasterKey.SECRET_BYTES
                    && MessageDigest.isEqual(
                            key.id().getBytes(StandardCharsets.US_ASCII), words[0].getBytes(StandardCharsets.US_ASCII));
            return whole ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
