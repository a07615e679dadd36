package dev.cistern.node.sign;

import java.nio.charset.StandardCharsets;

/**
 * The chain of signatures over the chunks of a body: each is made of the one before it, the first of that of the request.
 * Confined to the reader of the body.
 */
public final class ChunkSigner {
    private static final String NOTHING = SigningKey.sha256(new byte[0]);

    private final SigningKey key;
    private final String date;
    private final String scope;
    private String previous;

    ChunkSigner(SigningKey key, Claim claim) {
        this.key = key;
        this.date = claim.date();
        this.scope = claim.scope().text();
        this.previous = claim.signature();
    }

    /** @param hash SHA-256 of the chunk's data, hexadecimal digits */
    boolean accepts(String signature, String hash) {
        return advance(signature, "AWS4-HMAC-SHA256-PAYLOAD", NOTHING + '\n' + hash);
    }

    /** @param lines {@code name:value} and a line feed each, in the order sent */
    boolean acceptsTrailer(String signature, String lines) {
        String hash = SigningKey.sha256(lines.getBytes(StandardCharsets.ISO_8859_1));
        return advance(signature, "AWS4-HMAC-SHA256-TRAILER", hash);
    }

    private boolean advance(String signature, String algorithm, String end) {
        String expected = key.sign(algorithm + '\n' + date + '\n' + scope + '\n' + previous + '\n' + end);
        previous = expected;
        return SigningKey.same(expected, signature);
    }
}
