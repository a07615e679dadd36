package dev.cistern.node.store;

import java.util.Optional;

/**
 * An object, or one version of it.
 *
 * @param id empty for the latest version
 */
public record ObjectVersion(ObjectName name, Optional<VersionId> id) {

    public static ObjectVersion latest(ObjectName name) {
        return new ObjectVersion(name, Optional.empty());
    }

    /** The same where an object has no versions: its null version is the one it has. */
    public ObjectVersion withoutNull() {
        return id.equals(Optional.of(VersionId.NULL)) ? latest(name) : this;
    }

    @Override
    public String toString() {
        return id.map(version -> "version " + version + " of " + name).orElseGet(name::toString);
    }
}
