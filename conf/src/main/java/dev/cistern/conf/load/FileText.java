package dev.cistern.conf.load;

/**
 * A settings file as read.
 *
 * @param name the path as the operator wrote it
 * @param text all of it
 */
public record FileText(String name, String text) {}
