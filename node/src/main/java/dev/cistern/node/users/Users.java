package dev.cistern.node.users;

import dev.cistern.node.users.User.Role;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
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
    /** The id of the node itself, to which belongs what no user owns. */
    public static final String NODE_ID = "cistern";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,64}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern ACCESS_KEY = Pattern.compile("[A-Za-z0-9._-]{3,128}");
    private static final Pattern SECRET_KEY = Pattern.compile("[\\x21-\\x7e]{8,256}");
    private static final String LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private static final String MANY_LETTERS = LETTERS + "abcdefghijkmnpqrstuvwxyz";
    private static final int ID_BYTES = 32;
    private static final int ACCESS_KEY_LENGTH = 20;
    private static final int SECRET_KEY_LENGTH = 40;
    private static final int MOST = 10_000;

    private final Path file;
    private final SecureRandom random;
    private final InstantSource clock;
    private volatile Keeper keeper = Keeper.NOWHERE;
    private volatile Known known;

    /** The same users, by what they are looked up by. */
    private record Known(Map<String, NewUser> byAccessKey, Map<String, User> byId, boolean hasAdministrator) {
        static Known of(Map<String, NewUser> users) {
            Map<String, User> byId = new HashMap<>();
            users.values().forEach(user -> byId.put(user.user().id(), user.user()));
            boolean hasAdministrator = byId.values().stream().anyMatch(User::isAdministrator);
            return new Known(Map.copyOf(users), Map.copyOf(byId), hasAdministrator);
        }
    }

    private Users(Path file, SecureRandom random, InstantSource clock) throws IOException {
        this.file = file;
        this.random = random;
        this.clock = clock;
        this.known = Known.of(Files.exists(file) ? read(file) : Map.of());
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
        return known.byAccessKey.isEmpty();
    }

    /** The secret of an access key. */
    public Optional<String> secretOf(String accessKey) {
        return Optional.ofNullable(known.byAccessKey.get(accessKey)).map(NewUser::secretKey);
    }

    /** Whose an access key is. */
    public Optional<User> ofAccessKey(String accessKey) {
        return Optional.ofNullable(known.byAccessKey.get(accessKey)).map(NewUser::user);
    }

    /** Whether there is somebody who may do everything. */
    public boolean hasAdministrator() {
        return known.hasAdministrator;
    }

    /** Whose an id is. */
    public Optional<User> ofId(String id) {
        return Optional.ofNullable(known.byId.get(id));
    }

    /** All, in order of name. */
    public List<User> list() {
        return known.byAccessKey.values().stream()
                .map(NewUser::user)
                .sorted(Comparator.comparing(User::name))
                .toList();
    }

    /**
     * Makes a user; keys that are not given are made. Blocks.
     *
     * @throws InvalidUserException where the name, id or access key is taken, or one of them is not of its form
     */
    public synchronized NewUser add(UserRequest request) {
        refresh();
        String name = request.name();
        String id = request.id().orElseGet(this::randomId);
        Keys keys = keys(request.accessKey(), request.secretKey());
        require(!known.byAccessKey.containsKey(keys.access), "the access key '" + keys.access + "' is in use already");
        require(NAME.matcher(name).matches(), "a user's name has 1 to 64 of letters, digits, '.', '_', '@' and '-'");
        require(ID.matcher(id).matches(), "a user's id has 1 to 64 of letters, digits, '.', '_' and '-'");
        // A policy names a user by name or id, so that no name may be another's id.
        for (User user : list()) {
            require(!user.name().equals(name), "there is a user '" + name + "' already");
            require(!user.id().equals(id), "the id '" + id + "' is in use already");
            require(
                    !user.id().equals(name) && !user.name().equals(id),
                    "the name or id is the id or name of the user '" + user.name() + "'");
        }
        require(!id.equals(NODE_ID), "the id '" + id + "' is that of the node itself");
        require(known.byAccessKey.size() < MOST, "a node has at most " + MOST + " users");
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        NewUser made = new NewUser(new User(id, name, keys.access, request.role(), now), keys.secret);
        Map<String, NewUser> changed = new HashMap<>(known.byAccessKey);
        changed.put(keys.access, made);
        write(changed);
        return made;
    }

    /**
     * Gives a user other keys; those before are refused from now on. What belongs to the user stays the user's. Blocks.
     *
     * @return empty where there is none of this name
     * @throws InvalidUserException where the access key is taken, or one of the keys is not of its form
     */
    public synchronized Optional<NewUser> renew(String name, Optional<String> accessKey, Optional<String> secretKey) {
        refresh();
        Optional<User> found = named(name);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        User old = found.get();
        Keys keys = keys(accessKey, secretKey);
        require(
                keys.access.equals(old.accessKey()) || !known.byAccessKey.containsKey(keys.access),
                "the access key '" + keys.access + "' is in use already");
        NewUser made = new NewUser(new User(old.id(), old.name(), keys.access, old.role(), old.created()), keys.secret);
        Map<String, NewUser> changed = new HashMap<>(known.byAccessKey);
        changed.remove(old.accessKey());
        changed.put(keys.access, made);
        write(changed);
        return Optional.of(made);
    }

    private record Keys(String access, String secret) {}

    private Keys keys(Optional<String> accessKey, Optional<String> secretKey) {
        String access = accessKey.orElseGet(() -> random(LETTERS, ACCESS_KEY_LENGTH));
        String secret = secretKey.orElseGet(() -> random(MANY_LETTERS, SECRET_KEY_LENGTH));
        require(
                ACCESS_KEY.matcher(access).matches(),
                "an access key has 3 to 128 of letters, digits, '.', '_' and '-'");
        require(SECRET_KEY.matcher(secret).matches(), "a secret key has 8 to 256 printable characters, and no space");
        return new Keys(access, secret);
    }

    /** The user of a name. */
    public Optional<User> named(String name) {
        return list().stream().filter(user -> user.name().equals(name)).findFirst();
    }

    /**
     * Removes a user, whose key is refused from now on. Blocks. Empty where there is none of this name.
     *
     * @throws InvalidUserException for the last administrator among other users
     */
    public synchronized Optional<User> remove(String name) {
        refresh();
        Optional<User> found = named(name);
        found.ifPresent(user -> {
            require(
                    !user.isAdministrator()
                            || list().size() == 1
                            || list().stream().anyMatch(other -> other.isAdministrator() && !other.equals(user)),
                    "'" + name + "' is the last administrator; make another one first, or remove the other users");
            Map<String, NewUser> changed = new HashMap<>(known.byAccessKey);
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
        return parse(Files.readString(file), file);
    }

    private static Map<String, NewUser> parse(String text, Path file) throws IOException {
        try {
            Map<String, NewUser> users = new HashMap<>();
            JsonArray list = new JsonObject(text).getJsonArray("users");
            for (Object entry : list) {
                JsonObject user = (JsonObject) entry;
                users.put(user.getString("access_key"), new NewUser(user(user), user.getString("secret_key")));
            }
            return Map.copyOf(users);
        } catch (RuntimeException e) {
            throw new IOException("the file " + file + " is not a list of users", e);
        }
    }

    /**
     * Of a user who was written before there were ids and roles, the id is computed, always the same, and the role is the
     * one that all had then.
     */
    private static User user(JsonObject user) {
        String name = user.getString("name");
        String created = user.getString("created");
        String id = user.getString("id");
        return new User(
                id == null ? computedId(name, created) : id,
                name,
                user.getString("access_key"),
                user.getBoolean("admin", true) ? Role.ADMINISTRATOR : Role.ORDINARY,
                Instant.parse(created));
    }

    private static String computedId(String name, String created) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest((name + ' ' + created).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of the form of Amazon's canonical ids. */
    private String randomId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void refresh() {
        try {
            keeper.refresh();
        } catch (IOException e) {
            throw new UncheckedIOException("the users could not be changed", e);
        }
    }

    private void write(Map<String, NewUser> users) {
        JsonArray list = new JsonArray();
        users.values().stream()
                .sorted(Comparator.comparing(user -> user.user().name()))
                .forEach(user -> list.add(new JsonObject()
                        .put("id", user.user().id())
                        .put("name", user.user().name())
                        .put("admin", user.user().isAdministrator())
                        .put("access_key", user.user().accessKey())
                        .put("secret_key", user.secretKey())
                        .put("created", user.user().created().toString())));
        try {
            String text = new JsonObject().put("users", list).encodePrettily() + "\n";
            keeper.keep(text);
            PrivateFile.replace(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("the users could not be stored", e);
        }
        known = Known.of(users);
    }

    /** Every change is kept there first. */
    public void keptBy(Keeper other) {
        keeper = other;
    }

    /** The text of the file; empty where there is none. Blocks. */
    public Optional<String> text() throws IOException {
        return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    }

    /**
     * Makes what another node of the cluster wrote the users of this one. Blocks.
     *
     * @throws IOException also where it is no text of these
     */
    public synchronized void adopt(String text) throws IOException {
        var read = parse(text, file);
        PrivateFile.replace(file, text);
        known = Known.of(read);
    }
}
