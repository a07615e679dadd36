package dev.cistern.conf;

/** What 0 means for a key, since it differs from key to key. */
public enum ZeroRule {
    /** A number like any other, allowed if the range has it. */
    PLAIN(""),
    /** Refused, whatever the range. */
    REFUSED("0 is refused"),
    /** No limit. */
    UNLIMITED("0 = unlimited"),
    /** The built-in default. */
    DEFAULT("0 = the default"),
    /** The built-in default; −1 turns pooling off. */
    DEFAULT_OR_OFF("0 = the default, -1 = pooling off"),
    /** Nothing is done; written {@code off}. */
    OFF("off or 0 = never"),
    /** One for each processor, or as many as suit the machine. */
    AUTOMATIC("0 = chosen by the number of processors"),
    /** As many bytes as suit the memory of the machine. */
    BY_MEMORY("0 = chosen by the memory of the machine");

    private final String words;

    ZeroRule(String words) {
        this.words = words;
    }

    /** For the reference; empty for {@link #PLAIN}. */
    public String words() {
        return words;
    }

    boolean allows(long amount) {
        return switch (this) {
            case PLAIN, REFUSED -> false;
            case UNLIMITED, DEFAULT, OFF, AUTOMATIC, BY_MEMORY -> amount == 0;
            case DEFAULT_OR_OFF -> amount == 0 || amount == -1;
        };
    }

    boolean meansDefault(long amount) {
        return amount == 0 && (this == DEFAULT || this == DEFAULT_OR_OFF);
    }
}
