package dev.cistern.node.sign;

import java.util.Optional;

/**
 * Who sent a request, as far as it was proven.
 *
 * @param accessKey empty for a request without a signature
 * @param payload how its body is to be read
 */
public record Identity(Optional<String> accessKey, Payload payload) {}
