package dev.cistern.cluster.peer;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is signed of a request: what it does, where, with which body, by whom, and that it was not sent before. RFC 9421 leaves
 * the last to a time and a nonce; members' clocks need not agree, so the nonce alone does it: the receiver's challenge, which
 * is new with each of its starts, and a number that the sender counts up.
 *
 * @param method {@code POST}
 * @param path without query
 * @param digest of the body, as {@code Content-Digest} has it
 * @param sender new with each start of the sender
 * @param challenge the receiver's
 * @param number 1 or more, never used again by this sender
 */
record PeerSignature(String method, String path, String digest, String sender, String challenge, long number) {
    static final String LABEL = "peer";
    private static final String COMPONENTS = "(\"@method\" \"@path\" \"content-digest\")";
    private static final Pattern INPUT = Pattern.compile(Pattern.quote(LABEL + "=" + COMPONENTS)
            + ";keyid=\"([0-9a-f]{32})\";nonce=\"([0-9a-f]{0,32})\\.(\\d{1,18})\";alg=\"hmac-sha256\"");

    private String parameters() {
        return COMPONENTS + ";keyid=\"" + sender + "\";nonce=\"" + challenge + "." + number + "\";alg=\"hmac-sha256\"";
    }

    /** The value of {@code Signature-Input}. */
    String input() {
        return LABEL + "=" + parameters();
    }

    /** What the signature is made of, RFC 9421 §2.5. */
    String base() {
        return "\"@method\": " + method + "\n\"@path\": " + path + "\n\"content-digest\": " + digest
                + "\n\"@signature-params\": " + parameters();
    }

    /** What a request says was signed; empty where it is not of our form. */
    static Optional<PeerSignature> read(String method, String path, String digest, String input) {
        Matcher matcher = INPUT.matcher(input);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long number = Long.parseLong(matcher.group(3));
        return Optional.of(new PeerSignature(method, path, digest, matcher.group(1), matcher.group(2), number));
    }
}
