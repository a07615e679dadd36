package dev.cistern.cluster.peer;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets in who knows the secret, once for each request. One for a node, since requests are signed for its start and counted
 * whichever connection they take. May be called from any thread.
 */
public final class PeerGate {
    /** Starts of other nodes that it remembers; at more it forgets all, with a new challenge. */
    private static final int MOST_SENDERS = 1_024;

    private final @Nullable PeerKeyring keyring;
    private final Map<String, ReplayWindow> windows = new HashMap<>();
    private String challenge = random();

    /** @param keyring null lets in this machine alone */
    public PeerGate(@Nullable PeerKeyring keyring) {
        this.keyring = keyring;
    }

    /** Whether requests have to be signed. */
    public boolean knowsSecret() {
        return keyring != null;
    }

    static String random() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /**
     * A request that wants in.
     *
     * @param fromThisMachine whether it came over loopback
     */
    public record Knock(String method, String path, MultiMap headers, Buffer body, boolean fromThisMachine) {
        /** Its body is a stream, which ends in a {@link StreamSeal}. */
        public static Knock ofStream(String method, String path, MultiMap headers, boolean fromThisMachine) {
            return new Knock(method, path, headers, StreamSeal.NO_BODY_YET, fromThisMachine);
        }

        @SuppressWarnings("ReferenceEquality") // A mark.
        String digest() {
            return body == StreamSeal.NO_BODY_YET ? StreamSeal.DIGEST : PeerSecret.digest(body.getBytes());
        }
    }

    /** Judges whether a stream ended with what the sender of its request sealed. */
    public interface SealCheck {
        /** @param sha256 of the whole stream */
        boolean isGenuine(StreamSeal seal, byte[] sha256);
    }

    /** For the stream of a request that was let in just now, whatever becomes of the secrets until it ends. */
    public SealCheck sealsOf(Knock knock) {
        PeerKeyring known = keyring;
        if (known == null) {
            return (seal, sha256) -> true;
        }
        String input = knock.headers.get(PeerHeaders.INPUT);
        String value = knock.headers.get(PeerHeaders.SIGNATURE);
        Optional<PeerSignature> claimed = input == null
                ? Optional.empty()
                : PeerSignature.read(knock.method, knock.path, StreamSeal.DIGEST, input);
        if (claimed.isEmpty() || value == null) {
            return (seal, sha256) -> false;
        }
        PeerSignature signature = claimed.get();
        return known.signer(signature, value)
                .<SealCheck>map(
                        secret -> (seal, sha256) -> seal.matches(StreamSeal.of(secret, signature, seal.end(), sha256)))
                .orElse((seal, sha256) -> false);
    }

    /**
     * Whether it may in.
     *
     * @param refusal why not; null when it may
     * @param challenge what to sign, when the signature was good but not made for this start; null otherwise
     */
    public record Verdict(
            @Nullable String refusal, @Nullable String challenge) {
        static final Verdict WELCOME = new Verdict(null, null);

        static Verdict refused(String why) {
            return new Verdict(why, null);
        }

        /** The header that {@link #challenge} goes into. */
        public static String challengeHeader() {
            return PeerHeaders.CHALLENGE;
        }
    }

    /** Judges a request. */
    public Verdict judge(Knock knock) {
        String input = knock.headers.get(PeerHeaders.INPUT);
        String signature = knock.headers.get(PeerHeaders.SIGNATURE);
        if (knock.headers.get(PeerHeaders.SENDER) == null) {
            return Verdict.refused("this path is for nodes of the cluster");
        }
        PeerKeyring known = keyring;
        if (known == null) {
            return withoutSecret(knock, signature != null);
        }
        if (input == null || signature == null) {
            return Verdict.refused(
                    "the request is not signed; cluster.secret_file must name the same secret on every node");
        }
        String digest = knock.digest();
        Optional<PeerSignature> claimed = PeerSignature.read(knock.method, knock.path, digest, input);
        if (claimed.isEmpty() || !known.knows(claimed.get(), signature)) {
            return Verdict.refused(
                    "the signature is wrong; cluster.secret_file must name the same secret on every node");
        }
        return once(claimed.get());
    }

    private static Verdict withoutSecret(Knock knock, boolean signed) {
        if (signed) {
            return Verdict.refused(
                    "the request is signed, and this node has no cluster.secret_file; give every node the same");
        }
        return knock.fromThisMachine
                ? Verdict.WELCOME
                : Verdict.refused("this node has no cluster.secret_file, so it knows nodes on its own machine alone");
    }

    private synchronized Verdict once(PeerSignature signature) {
        if (!signature.challenge().equals(challenge)) {
            return new Verdict("the signature is for another start of this node", challenge);
        }
        if (windows.size() >= MOST_SENDERS && !windows.containsKey(signature.sender())) {
            windows.clear();
            challenge = random();
            return new Verdict("the signature is for another start of this node", challenge);
        }
        return windows.computeIfAbsent(signature.sender(), sender -> new ReplayWindow())
                        .isNew(signature.number())
                ? Verdict.WELCOME
                : Verdict.refused("the request was sent before");
    }
}
