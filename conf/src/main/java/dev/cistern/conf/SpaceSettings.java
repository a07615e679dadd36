package dev.cistern.conf;

/**
 * What is done when the disk has little room, in bytes that are free. All live.
 *
 * @param warnBytes it is said below this, or below a fifth of the disk where that is less
 * @param minBytes bodies are refused (507) below this, or below a tenth of the disk where that is less
 * @param stopBytes below this, or below half of what bodies are refused at where that is less, nothing is changed but by what makes
 *     room
 */
public record SpaceSettings(long warnBytes, long minBytes, long stopBytes) {
    /** Refuses bodies below this, with the other thresholds as they are where nothing is written. */
    public static SpaceSettings refusingBelow(long minBytes) {
        return new SpaceSettings(CareKeys.FREE_WARN.defaultValue(), minBytes, CareKeys.FREE_STOP.defaultValue());
    }
}
