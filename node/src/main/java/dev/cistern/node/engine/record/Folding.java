package dev.cistern.node.engine.record;

import java.util.Arrays;

/**
 * How a listing folds keys that have the delimiter behind the prefix into common prefixes.
 *
 * @param from where in a key the search for the delimiter begins
 * @param delimiter empty to fold nothing
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Folding(int from, byte[] delimiter) {

    /** Where the common prefix of a key ends; -1 where it has none. */
    int end(byte[] key) {
        if (delimiter.length == 0) {
            return -1;
        }
        for (int at = from; at + delimiter.length <= key.length; at++) {
            if (Arrays.equals(key, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
                return at + delimiter.length;
            }
        }
        return -1;
    }

    /** The first possible key after all that begin with these bytes, which end in UTF-8 and so never in 0xFF. */
    static byte[] after(byte[] beginning) {
        byte[] next = beginning.clone();
        next[next.length - 1]++;
        return next;
    }
}
