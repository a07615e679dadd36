package dev.cistern.conf;

/**
 * What there is to know about one key, as text.
 *
 * @param key its name
 * @param type {@code duration}, {@code size}, {@code count}, …
 * @param defaultValue in canonical form
 * @param range the values allowed
 * @param zero what 0 means, empty when nothing special
 * @param layer what it concerns
 * @param live false when a change needs a restart
 * @param variable the environment variable that sets it
 * @param sentence what it does
 */
public record KeyDescription(
        String key,
        String type,
        String defaultValue,
        String range,
        String zero,
        String layer,
        boolean live,
        String variable,
        String sentence) {}
