package dev.cistern.conf;

/**
 * Files that objects share.
 *
 * @param blobMaxBytes objects up to this size share a file; live
 * @param compactBelowPercent a file is emptied of which less than this is alive; live
 * @param compactBytesPerSecond most bytes moved by that; live
 */
public record SegmentSettings(long blobMaxBytes, int compactBelowPercent, long compactBytesPerSecond) {
    /** Where nothing is set. */
    public static final SegmentSettings STANDARD = SegmentKeys.settings(new KeyValues());
}
