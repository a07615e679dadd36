package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Caller;
import dev.cistern.node.s3.form.Form;
import dev.cistern.node.s3.sign.Authenticator;
import dev.cistern.node.s3.sign.Identity;
import dev.cistern.node.s3.sign.Payload;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.users.User;
import dev.cistern.node.users.Users;
import java.util.Optional;

/** Who sent a form, by its fields. Used by all event loops. */
final class FormSenders {
    private final Users users;
    private final Authenticator authenticator;

    FormSenders(Users users, Authenticator authenticator) {
        this.users = users;
        this.authenticator = authenticator;
    }

    /** Nobody's signature is checked where there are no users. */
    Sender of(Form form) {
        Payload payload = new Payload.Plain(Optional.empty());
        if (users.isEmpty()) {
            return new Sender(new Identity(Optional.empty(), payload), Caller.ANYBODY);
        }
        Optional<String> accessKey = authenticator.verifyForm(form.fields());
        if (accessKey.isEmpty()) {
            return new Sender(new Identity(accessKey, payload), Caller.ANONYMOUS);
        }
        User user =
                users.ofAccessKey(accessKey.get()).orElseThrow(() -> new S3Exception(S3Error.INVALID_ACCESS_KEY_ID));
        return new Sender(new Identity(accessKey, payload), S3Owners.caller(user));
    }
}
