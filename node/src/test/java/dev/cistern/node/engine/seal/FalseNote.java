package dev.cistern.node.engine.seal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A note in memory, of a key that objects need. */
final class FalseNote implements MasterKeys.Noted {
    private @Nullable String id;

    @Override
    public Optional<String> keyId() {
        return Optional.ofNullable(id);
    }

    @Override
    public void note(String keyId) {
        id = keyId;
    }
}
