package dev.cistern.conf.load;

/**
 * A setting as written, not yet checked.
 *
 * @param key the key as written
 * @param text the value as written
 * @param origin where from, as shown to people
 * @param place where to look for it when it is wrong: file with line and column, variable, command
 */
public record RawValue(String key, String text, Origin origin, String place) {}
