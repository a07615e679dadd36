package dev.cistern.node.s3.form;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a part of a form says of itself.
 *
 * @param name of the field; empty where it says none
 * @param fileName without folders, which some browsers send
 */
record PartHeader(String name, String fileName) {
    static final PartHeader NONE = new PartHeader("", "");

    private static final Pattern DISPOSITION =
            Pattern.compile("(?i)\\r\\nContent-Disposition:\\s*form-data([^\\r\\n]*)");
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*([A-Za-z*]+)=(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^;\\s]*))");

    /** @param lines each after the end of the line before it */
    static PartHeader parse(String lines) {
        Matcher disposition = DISPOSITION.matcher(lines);
        if (!disposition.find()) {
            return NONE;
        }
        String name = "";
        String file = "";
        Matcher parameter = PARAMETER.matcher(disposition.group(1));
        while (parameter.find()) {
            String value = parameter.group(2) == null ? parameter.group(3) : unescaped(parameter.group(2));
            switch (parameter.group(1)) {
                case "name" -> name = value;
                case "filename" -> file = value;
                default -> {
                    // What else a part says of itself means nothing here.
                }
            }
        }
        return new PartHeader(name, file.substring(1 + Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\'))));
    }

    /** Quotes alone are escaped by a backslash: others stand before the folders of one system. */
    private static String unescaped(String quoted) {
        return quoted.replace("\\\"", "\"").replace("%22", "\"");
    }
}
