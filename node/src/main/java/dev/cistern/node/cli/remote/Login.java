package dev.cistern.node.cli.remote;

import dev.cistern.node.sign.Presigner;
import dev.cistern.node.sign.RequestSigner;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What a person shows a node to prove who it is. */
public sealed interface Login {
    /** Nothing at all. */
    Login NONE = new None();

    /**
     * The headers that make a request somebody's.
     *
     * @param body empty where it is too long to be signed
     */
    Map<String, String> headers(String method, URI uri, Optional<byte[]> body);

    /** What is told of it where a node does not believe it. */
    String description();

    /** Nothing at all. */
    record None() implements Login {
        @Override
        public Map<String, String> headers(String method, URI uri, Optional<byte[]> body) {
            return Map.of();
        }

        @Override
        public String description() {
            return "no credentials were sent; set $CISTERN_TOKEN, or $CISTERN_ACCESS_KEY_ID and"
                    + " $CISTERN_SECRET_ACCESS_KEY, or name a --profile of ~/.aws/credentials";
        }
    }

    /**
     * A token.
     *
     * @param from where it was found
     */
    record Bearer(String token, String from) implements Login {
        @Override
        public Map<String, String> headers(String method, URI uri, Optional<byte[]> body) {
            return Map.of("Authorization", "Bearer " + token);
        }

        @Override
        public String description() {
            return "the token was that of " + from;
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Bearer[" + from + "]";
        }
    }

    /**
     * Keys, of which the secret one never leaves.
     *
     * @param from where they were found
     */
    record Signing(Presigner.Keys keys, String from) implements Login {
        @Override
        public Map<String, String> headers(String method, URI uri, Optional<byte[]> body) {
            return RequestSigner.sign(method, uri, body, keys, Instant.now());
        }

        @Override
        public String description() {
            return "the keys were those of " + from;
        }
    }
}
