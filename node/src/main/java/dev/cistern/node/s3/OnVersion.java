package dev.cistern.node.s3;

import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectVersion;
import dev.cistern.node.store.VersionId;
import java.util.Optional;

/** What is done with an object, or with the version of it that {@code versionId} names. */
interface OnVersion {
    ObjectName object();

    /** Empty for the latest. */
    Optional<VersionId> version();

    /** Both. */
    default ObjectVersion target() {
        return new ObjectVersion(object(), version());
    }
}
