package dev.cistern.node.users;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The users of a node, in the file {@code users} of its data folder, which its owner alone can read. Secrets are kept as
 * they are, because signatures cannot be checked without them. Looking one up blocks nobody and may be done by any thread;
 * changes block on the disk.
 */
public final class Users {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern ACCESS_KEY = Pattern.compile("[A-Za-z0-9._-]{3,128}");
    private static final Pattern SECRET_KEY = Pattern.compile("[\\x21-\\x7e]{8,256}");
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final String MANY_LETTERS = LETTERS + "abcdefghijkmnpqrstuvwxyz";
    private static final int ACCESS_KEY_LENGTH = 20;
    private static final int SECRET_KEY_LENGTH = 40;
    private static final int MOST = 10_000;

    private final Path file;
    private final SecureRandom random;
    private final InstantSource clock;
    private volatile Map<String, NewUser> byAccessKey;

    private Users(Path file, SecureRandom random, InstantSource clock) throws IOException {
        this.file = file;
        this.random = random;
        this.clock = clock;
        this.byAccessKey = Files.exists(file) ? read(file) : Map.of();
    }

    /**
     * Reads the users of a data folder; none where there is no file. Blocks.
     *
     * @throws IOException also where the file is not one that this program wrote
     */
    public static Users open(Path dataDir) throws IOException {
        return new Users(dataDir.resolve("users"), new SecureRandom(), InstantSource.system());
    }

    /** Whether nobody needs a key. */
    public boolean isEmpty() {
        return byAccessKey.isEmpty();
    }

    /** The secret of an access key. */
    public Optional<String> secretOf(String accessKey) {
        return Optional.ofNullable(byAccessKey.get(accessKey)).map(NewUser::secretKey);
    }

    /** All, in order of name. */
    public List<User> list() {
        return byAccessKey.values().stream()
                .map(NewUser::user)
                .sorted(Comparator.comparing(User::name))
                .toList();
    }

    /**
     * Makes a user; keys that are not given are made. Blocks.
     *
     * @throws InvalidUserException where the name or access key is taken, or one of the three is not of its form
     */
    public synchronized NewUser add(String name, Optional<String> accessKey, Optional<String> secretKey) {
        String access = accessKey.orElseGet(() -> random(LETTERS, ACCESS_KEY_LENGTH));
        String secret = secretKey.orElseGet(() -> random(MANY_LETTERS, SECRET_KEY_LENGTH));
        require(NAME.matcher(name).matches(), "a user's name has 1 to 64 of letters, digits, '.', '_', '@' and '-'");
        require(
                ACCESS_KEY.matcher(access).matches(),
                "an access key has 3 to 128 of letters, digits, '.', '_' and '-'");
        require(SECRET_KEY.matcher(secret).matches(), "a secret key has 8 to 256 printable characters, and no space");
        require(list().stream().noneMatch(user -> user.name().equals(name)), "there is a user '" + name + "' already");
        require(!byAccessKey.containsKey(access), "the access key '" + access + "' is in use already");
        require(byAccessKey.size() < MOST, "a node has at most " + MOST + " users");
        NewUser made = new NewUser(new User(name, access, clock.instant().truncatedTo(ChronoUnit.SECONDS)), secret);
        Map<String, NewUser> changed = new HashMap<>(byAccessKey);
        changed.put(access, made);
        write(changed);
        return made;
    }

    /** Removes a user, whose key is refused from now on. Blocks. Empty where there is none of this name. */
    public synchronized Optional<User> remove(String name) {
        Optional<User> found =
                list().stream().filter(user -> user.name().equals(name)).findFirst();
        found.ifPresent(user -> {
            Map<String, NewUser> changed = new HashMap<>(byAccessKey);
            changed.remove(user.accessKey());
            write(changed);
        });
        return found;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new InvalidUserException(otherwise);
        }
    }

    private String random(String alphabet, int length) {
        return random.ints(length, 0, alphabet.length())
                .collect(StringBuilder::new, (text, i) -> text.append(alphabet.charAt(i)), StringBuilder::append)
                .toString();
    }

    private static Map<String, NewUser> read(Path file) throws IOException {
        try {
            Map<String, NewUser> users = new HashMap<>();
            JsonArray list = new JsonObject(Files.readString(file)).getJsonArray("users");
            for (Object entry : list) {
                JsonObject user = (JsonObject) entry;
                users.put(
                        user.getString("access_key"),
                        new NewUser(
                                new User(
                                        user.getString("name"),
                                        user.getString("access_key"),
                                        Instant.parse(user.getString("created"))),
                                user.getString("secret_key")));
            }
            return Map.copyOf(users);
        } catch (RuntimeException e) {
            throw new IOException("the file " + file + " is not a list of users", e);
        }
    }

    private void write(Map<String, NewUser> users) {
        JsonArray list = new JsonArray();
        users.values().stream()
                .sorted(Comparator.comparing(user -> user.user().name()))
                .forEach(user -> list.add(new JsonObject()
                        .put("name", user.user().name())
                        .put("access_key", user.user().accessKey())
                        .put("secret_key", user.secretKey())
                        .put("created", user.user().created().toString())));
        try {
            replace(new JsonObject().put("users", list).encodePrettily() + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("the users could not be stored", e);
        }
        byAccessKey = Map.copyOf(users);
    }

    private void replace(String text) throws IOException {
        Path written = file.resolveSibling(file.getFileName() + ".tmp");
        Files.deleteIfExists(written);
        if (Files.getFileStore(file.toAbsolutePath().getParent()).supportsFileAttributeView("posix")) {
            Files.createFile(
                    written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } else {
            Files.createFile(written);
        }
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }
}
