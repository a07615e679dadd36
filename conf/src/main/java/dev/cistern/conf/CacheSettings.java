package dev.cistern.conf;

/**
 * What the store keeps in memory of what is on its disks.
 *
 * @param recordBytes blocks of records, outside the heap; needs a restart
 * @param hotBytes objects that are read again and again, on the heap; 0 for none; live
 * @param hotObjectMaxBytes objects up to this size are among them; live
 */
public record CacheSettings(long recordBytes, long hotBytes, long hotObjectMaxBytes) {
    /** With so many bytes of blocks of records, and else as it is where nothing is said of it. */
    public static CacheSettings ofRecords(long bytes) {
        KeyValues none = new KeyValues();
        return new CacheSettings(bytes, none.get(CacheKeys.HOT_BYTES), none.get(CacheKeys.HOT_OBJECT_MAX));
    }
}
