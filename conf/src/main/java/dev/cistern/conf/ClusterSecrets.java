package dev.cistern.conf;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the members of a cluster know each other by: the first to speak with, all of them to believe. Immutable; says nothing of
 * the secrets in words but an id of each.
 */
public final class ClusterSecrets {
    private static final int LEAST_BYTES = 16;
    private static final int MOST_BYTES = 4_096;
    private static final int ID_DIGITS = 8;

    private final List<byte[]> secrets;

    private ClusterSecrets(List<byte[]> secrets) {
        this.secrets = secrets;
    }

    /**
     * Reads a file: a secret a line, white space around it is not part of it.
     *
     * @param text of up to 4 KiB, a character for each byte
     */
    public static ClusterSecrets parse(String text) throws InvalidValueException {
        if (text.length() > MOST_BYTES) {
            throw new InvalidValueException(
                    "has more than " + MOST_BYTES + " bytes", "a secret a line, the one to speak with first");
        }
        List<byte[]> secrets = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            byte[] secret = line.strip().getBytes(StandardCharsets.ISO_8859_1);
            if (secret.length > 0 && secret.length < LEAST_BYTES) {
                throw new InvalidValueException(
                        "line " + number + " has " + secret.length + " bytes",
                        "a secret has at least " + LEAST_BYTES + ", and a line of its own");
            }
            if (secret.length > 0) {
                secrets.add(secret);
            }
        }
        if (secrets.isEmpty()) {
            throw new InvalidValueException("is empty", "head -c 32 /dev/urandom | base64 makes a secret");
        }
        return new ClusterSecrets(List.copyOf(secrets));
    }

    /**
     * The secrets.
     *
     * @return the one to speak with first; to be kept to oneself, and unchanged
     */
    public List<byte[]> list() {
        return secrets;
    }

    /** Whether who knows these can know who knows the others. */
    public boolean sharesOneWith(ClusterSecrets others) {
        return secrets.stream().anyMatch(mine -> others.secrets.stream().anyMatch(other -> same(mine, other)));
    }

    private static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    /**
     * What tells a secret from another, and nothing of one that was made by chance.
     *
     * @return eight hexadecimal digits
     */
    public static String id(byte[] secret) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("cistern cluster secret\n".getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(digest.digest(secret)).substring(0, ID_DIGITS);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClusterSecrets that && Arrays.deepEquals(secrets.toArray(), that.secrets.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(secrets.toArray());
    }

    /** The ids. */
    @Override
    public String toString() {
        String first = "secret " + id(secrets.get(0));
        return secrets.size() == 1
                ? first
                : first + ", believes "
                        + secrets.stream().skip(1).map(ClusterSecrets::id).collect(Collectors.joining(", "));
    }
}
