package dev.cistern.cluster.peer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * One of the secrets that the members of a cluster know each other by. Signs requests as RFC 9421 has it, HTTP Message Signatures with
 * {@code hmac-sha256}. Immutable; says nothing of itself in words.
 */
final class PeerSecret {
    private static final byte SEALED = 1;
    private static final int SALT_BYTES = 32;
    private static final int TAG_BITS = 128;

    private final byte[] secret;

    PeerSecret(byte[] secret) {
        this.secret = secret;
    }

    static PeerSecret of(String text) {
        return new PeerSecret(text.getBytes(StandardCharsets.UTF_8));
    }

    /** AES-256-GCM under a key that is derived for this one use. */
    byte[] seal(String what, byte[] plain) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, what, salt, plain).orElseThrow();
        return ByteBuffer.allocate(1 + SALT_BYTES + sealed.length)
                .put(SEALED)
                .put(salt)
                .put(sealed)
                .array();
    }

    /** Empty where it was not sealed so, with this secret. */
    Optional<byte[]> open(String what, byte[] sealed) {
        if (sealed.length < 1 + SALT_BYTES || sealed[0] != SEALED) {
            return Optional.empty();
        }
        byte[] salt = Arrays.copyOfRange(sealed, 1, 1 + SALT_BYTES);
        return crypt(Cipher.DECRYPT_MODE, what, salt, Arrays.copyOfRange(sealed, 1 + SALT_BYTES, sealed.length));
    }

    private Optional<byte[]> crypt(int mode, String what, byte[] salt, byte[] bytes) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update(("cistern seal 1 " + what + "\n").getBytes(StandardCharsets.UTF_8));
            SecretKeySpec key = new SecretKeySpec(mac.doFinal(salt), "AES");
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            // The key is used once, so the nonce may be always the same.
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, new byte[12]));
            return Optional.of(cipher.doFinal(bytes));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /** The value of {@code Content-Digest}, RFC 9530. */
    static String digest(byte[] body) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-256").digest(body);
            return "sha-256=:" + Base64.getEncoder().encodeToString(sha) + ":";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The value of {@code Signature}. */
    String sign(PeerSignature signature) {
        byte[] tag = tag(signature.base().getBytes(StandardCharsets.UTF_8));
        return PeerSignature.LABEL + "=:" + Base64.getEncoder().encodeToString(tag) + ":";
    }

    byte[] tag(byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    /** Whether a signature was made with this secret, in a time that does not depend on how much of it is right. */
    boolean signed(PeerSignature signature, String value) {
        return MessageDigest.isEqual(
                sign(signature).getBytes(StandardCharsets.UTF_8), value.getBytes(StandardCharsets.UTF_8));
    }
}
