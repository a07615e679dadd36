package dev.cistern.node.s3;

import dev.cistern.node.s3.access.Acl;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.ObjectInfo;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Whom an object belongs to and whom it is open to, as it is kept with the object: nothing where it belongs to the owner of
 * its bucket and is open to nobody else.
 */
final class ObjectNotes {
    static final String OWNER = ObjectInfo.NOTE + "owner";
    static final String ACL = ObjectInfo.NOTE + "acl";

    private ObjectNotes() {}

    /** The notes of a new object. */
    static Map<String, String> of(BucketInfo bucket, String owner, Optional<Acl> acl) {
        Map<String, String> notes = new HashMap<>();
        if (!owner.equals(S3Owners.idOf(bucket))) {
            notes.put(OWNER, owner);
        }
        acl.flatMap(list -> text(list, owner)).ifPresent(text -> notes.put(ACL, text));
        return notes;
    }

    /** As a list is kept; empty for that of the owner alone. */
    static Optional<String> text(Acl acl, String owner) {
        return acl.equals(Acl.ownedBy(owner)) ? Optional.empty() : Optional.of(acl.text());
    }

    static Optional<Acl> acl(ObjectInfo object) {
        return Optional.ofNullable(object.headers().get(ACL)).map(Acl::ofText);
    }
}
