package dev.cistern.node.guard;

import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.sign.Identity;
import dev.cistern.node.sign.Payload;
import java.util.Optional;

/**
 * Who sent a request: what was proven of it, and who that is here.
 *
 * @param identity what a signature says; without an access key where there is none
 * @param administers whether it may do everything with the node itself
 */
public record Sender(Identity identity, Caller caller, boolean administers) {

    Sender(Identity identity, Caller caller) {
        this(identity, caller, caller.isTrusted());
    }

    /** Somebody who has not proven with a signature who it is. */
    static Sender unsigned(Caller caller, Payload payload) {
        return new Sender(new Identity(Optional.empty(), payload), caller);
    }

    /** The same, who may do everything with the node itself. */
    Sender asAdministrator() {
        return new Sender(identity, caller, true);
    }

    /** Whether it was proven with the keys of a user, and not with a token or not at all. */
    public boolean isSigned() {
        return identity.accessKey().isPresent();
    }
}
