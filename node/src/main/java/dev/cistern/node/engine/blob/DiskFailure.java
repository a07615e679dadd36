package dev.cistern.node.engine.blob;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.Locale;

/** Tells a full disk, and a process with too many open files, from a failing disk. */
public final class DiskFailure {
    private DiskFailure() {}

    /** What a failed use of a file comes to; the caller says what it was doing. */
    public static StoreException of(String doing, Throwable e) {
        return new StoreException(code(e), doing + " failed: " + words(e), e);
    }

    /** What went wrong, as it is shown. */
    public static String words(Throwable e) {
        boolean isInWords = e instanceof OtherDiskException || e instanceof AwayException;
        return isInWords ? String.valueOf(e.getMessage()) : e.toString();
    }

    /** Java has no type for ENOSPC, EDQUOT, EMFILE and ENFILE: the system's words are all there is. */
    private static Code code(Throwable e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("too many open files")) {
            return Code.TOO_MANY_FILES;
        }
        boolean isFull = message.contains("no space left") || message.contains("quota exceeded");
        return isFull ? Code.NO_SPACE : Code.DISK_FAILED;
    }
}
