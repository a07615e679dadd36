package dev.cistern.node.guard;

import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.sign.Identity;
import dev.cistern.node.sign.Payload;
import java.util.Optional;

/**
 * Who sent a request: what was proven of it, and who that is here.
 *
 * @param identity what a signature says; without an access key where there is none
 */
public record Sender(Identity identity, Caller caller) {

    /** Somebody who has not proven with a signature who it is. */
    static Sender unsigned(Caller caller, Payload payload) {
        return new Sender(new Identity(Optional.empty(), payload), caller);
    }

    /** Whether it was proven with the keys of a user, and not with a token or not at all. */
    public boolean isSigned() {
        return identity.accessKey().isPresent();
    }
}
