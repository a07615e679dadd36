package dev.cistern.net.advice;

/**
 * What one setting should be. Values are in the canonical form of settings.
 *
 * @param key the setting
 * @param now its effective value
 * @param needed what the arithmetic makes it
 * @param recommended what it should be: {@code now} when that will do
 * @param why the arithmetic, in words and numbers, and the host that asks for the most
 */
public record Recommendation(String key, String now, String needed, String recommended, String why) {

    /**
     * Whether there is something to change.
     *
     * @return whether {@code recommended} is not {@code now}
     */
    public boolean changes() {
        return !recommended.equals(now);
    }
}
