package dev.cistern.node.store;

import dev.cistern.node.store.StoreException.Code;
import java.util.Locale;

/** When a change of a bucket's objects is acknowledged, as its {@link BucketDocument#DURABILITY} says. */
public enum WriteDurability {
    /** When it survives a loss of power. */
    SYNC,
    /** When it survives a crash of the process: the kernel writes it to the disk in its own time. */
    OS;

    /** As users write it, and the text of the document: {@code sync} or {@code os}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws StoreException {@link Code#INVALID_ARGUMENT} for another word */
    public static WriteDurability of(String word) {
        for (WriteDurability durability : values()) {
            if (durability.word().equals(word)) {
                return durability;
            }
        }
        throw new StoreException(Code.INVALID_ARGUMENT, "durability is 'sync' or 'os', not '" + word + "'");
    }
}
