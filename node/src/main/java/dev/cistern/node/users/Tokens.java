package dev.cistern.node.users;

import dev.cistern.node.users.Token.Use;
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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tokens of a node's users, in the file {@code tokens} of its data folder. Of a secret, 256 bits drawn at random, the
 * SHA-256 alone is kept: it cannot be guessed, so that nothing slower is needed. Finding one blocks nobody and may be done by
 * any thread; changes block on the disk.
 */
public final class Tokens {
    private static final String PREFIX = "cistern_";
    private static final Pattern FORM = Pattern.compile(PREFIX + "([0-9a-f]{12})_([A-Za-z0-9_-]{43})");
    private static final int ID_BYTES = 6;
    private static final int SECRET_BYTES = 32;
    private static final int MOST_OF_A_USER = 100;
    private static final int MOST_NOTE = 100;

    private final Path file;
    private final SecureRandom random;
    private final InstantSource clock;
    private volatile Keeper keeper = Keeper.NOWHERE;
    private volatile Map<String, Kept> byId;

    /** @param sha256 of the secret, in hexadecimal digits */
    private record Kept(Token token, String sha256) {}

    private Tokens(Path file, SecureRandom random, InstantSource clock) throws IOException {
        this.file = file;
        this.random = random;
        this.clock = clock;
        this.byId = Files.exists(file) ? read(file) : Map.of();
    }

    /**
     * Reads the tokens of a data folder; none where there is no file. Blocks.
     *
     * @throws IOException also where the file is not one that this program wrote
     */
    public static Tokens open(Path dataDir, InstantSource clock) throws IOException {
        return new Tokens(dataDir.resolve("tokens"), new SecureRandom(), clock);
    }

    /** The token of this text, if there is one and its time has not passed. How long it takes says nothing of a secret. */
    public Optional<Token> find(String text) {
        Matcher parts = FORM.matcher(text);
        Kept kept = parts.matches() ? byId.get(parts.group(1)) : null;
        if (kept == null || !same(kept.sha256, sha256(parts.group(2)))) {
            return Optional.empty();
        }
        boolean expired = kept.token
                .expires()
                .filter(end -> !clock.instant().isBefore(end))
                .isPresent();
        return expired ? Optional.empty() : Optional.of(kept.token);
    }

    /** Those of a user, the oldest first, also those whose time has passed. */
    public List<Token> of(User user) {
        return byId.values().stream()
                .map(Kept::token)
                .filter(token -> token.userId().equals(user.id()))
                .sorted(Comparator.comparing(Token::created).thenComparing(Token::id))
                .toList();
    }

    /**
     * Makes a token. Blocks.
     *
     * @param lifetime empty for one that does not expire
     * @throws InvalidUserException where the user has too many, or the note is too long
     */
    public synchronized NewToken add(User user, Use use, String note, Optional<Duration> lifetime) {
        if (note.length() > MOST_NOTE || !note.chars().allMatch(c -> c >= ' ' && c != 0x7f)) {
            throw new InvalidUserException("a note has at most " + MOST_NOTE + " characters, on one line");
        }
        refresh();
        Map<String, Kept> changed = new HashMap<>(byId);
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        changed.values().removeIf(kept -> hasExpired(kept.token, now));
        if (changed.values().stream()
                        .filter(kept -> kept.token.userId().equals(user.id()))
                        .count()
                >= MOST_OF_A_USER) {
            throw new InvalidUserException(
                    "a user has at most " + MOST_OF_A_USER + " tokens; revoke some with cistern user token rm");
        }
        String id;
        do {
            id = HexFormat.of().formatHex(randomBytes(ID_BYTES));
        } while (changed.containsKey(id));
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(randomBytes(SECRET_BYTES));
        Token token = new Token(id, user.id(), use, note, now, lifetime.map(now::plus));
        changed.put(id, new Kept(token, sha256(secret)));
        write(changed);
        return new NewToken(token, PREFIX + id + "_" + secret);
    }

    /** Revokes a token of a user. Blocks. Whether there was one of that id. */
    public synchronized boolean remove(User user, String id) {
        refresh();
        Kept kept = byId.get(id);
        if (kept == null || !kept.token.userId().equals(user.id())) {
            return false;
        }
        Map<String, Kept> changed = new HashMap<>(byId);
        changed.remove(id);
        write(changed);
        return true;
    }

    /** Revokes all tokens of a user. Blocks. */
    public synchronized void removeAll(User user) {
        refresh();
        Map<String, Kept> changed = new HashMap<>(byId);
        if (changed.values().removeIf(kept -> kept.token.userId().equals(user.id()))) {
            write(changed);
        }
    }

    private static boolean hasExpired(Token token, Instant now) {
        return token.expires().filter(end -> !now.isBefore(end)).isPresent();
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** In a time that says nothing of how much of the two is alike. */
    private static boolean same(String hash, String other) {
        return MessageDigest.isEqual(
                hash.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private static String sha256(String secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(secret.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static Map<String, Kept> read(Path file) throws IOException {
        return parse(Files.readString(file), file);
    }

    private static Map<String, Kept> parse(String text, Path file) throws IOException {
        try {
            Map<String, Kept> tokens = new HashMap<>();
            JsonArray list = new JsonObject(text).getJsonArray("tokens");
            for (Object entry : list) {
                JsonObject json = (JsonObject) entry;
                Token token = new Token(
                        json.getString("id"),
                        json.getString("user_id"),
                        Use.valueOf(json.getString("use").toUpperCase(Locale.ROOT)),
                        json.getString("note"),
                        Instant.parse(json.getString("created")),
                        Optional.ofNullable(json.getString("expires")).map(Instant::parse));
                tokens.put(token.id(), new Kept(token, json.getString("sha256")));
            }
            return Map.copyOf(tokens);
        } catch (RuntimeException e) {
            throw new IOException("the file " + file + " is not a list of tokens", e);
        }
    }

    private void refresh() {
        try {
            keeper.refresh();
        } catch (IOException e) {
            throw new UncheckedIOException("the tokens could not be changed", e);
        }
    }

    private void write(Map<String, Kept> tokens) {
        JsonArray list = new JsonArray();
        tokens.values().stream()
                .sorted(Comparator.comparing(kept -> kept.token.id()))
                .forEach(kept -> {
                    JsonObject json = new JsonObject()
                            .put("id", kept.token.id())
                            .put("user_id", kept.token.userId())
                            .put("use", kept.token.use().name().toLowerCase(Locale.ROOT))
                            .put("note", kept.token.note())
                            .put("created", kept.token.created().toString())
                            .put("sha256", kept.sha256);
                    kept.token.expires().ifPresent(end -> json.put("expires", end.toString()));
                    list.add(json);
                });
        try {
            String text = new JsonObject().put("tokens", list).encodePrettily() + "\n";
            keeper.keep(text);
            PrivateFile.replace(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("the tokens could not be stored", e);
        }
        byId = Map.copyOf(tokens);
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
     * Makes what another node of the cluster wrote the tokens of this one. Blocks.
     *
     * @throws IOException also where it is no text of these
     */
    public synchronized void adopt(String text) throws IOException {
        var read = parse(text, file);
        PrivateFile.replace(file, text);
        byId = Map.copyOf(read);
    }
}
