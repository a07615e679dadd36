package dev.cistern.node.engine;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.Locale;

/** Tells a full disk from a failing one. */
final class DiskFailure {
    private DiskFailure() {}

    static StoreException of(String doing, Throwable e) {
        return new StoreException(isFull(e) ? Code.NO_SPACE : Code.DISK_FAILED, doing + " failed: " + e, e);
    }

    /** Java has no type for ENOSPC and EDQUOT: the system's words are all there is. */
    private static boolean isFull(Throwable e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("no space left") || message.contains("quota exceeded");
    }
}
