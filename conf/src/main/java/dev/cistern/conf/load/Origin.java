package dev.cistern.conf.load;

/**
 * Where an effective value came from.
 *
 * @param kind which source
 * @param detail file and line, variable name, the option as typed, or who set the override and when; empty for a
 *     default
 */
public record Origin(Kind kind, String detail) {

    /** The built-in default. */
    public static final Origin DEFAULT = new Origin(Kind.DEFAULT, "");

    /** The sources, lowest first. */
    public enum Kind {
        DEFAULT,
        FILE,
        ENVIRONMENT,
        COMMAND_LINE,
        CLUSTER_OVERRIDE,
        NODE_OVERRIDE;

        /** In words: {@code cluster override}. */
        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    @Override
    public String toString() {
        return detail.isEmpty() ? kind.label() : kind.label() + " " + detail;
    }
}
