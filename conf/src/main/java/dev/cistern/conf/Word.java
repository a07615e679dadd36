package dev.cistern.conf;

import java.util.regex.Pattern;

/** A name without spaces. */
final class Word implements ValueType<String> {
    private final Pattern form;
    private final String range;

    private Word(String form, String range) {
        this.form = Pattern.compile(form);
        this.range = range;
    }

    static Word name(String orElse) {
        String range = orElse + "1 to 63 letters, digits, '.', '-' and '_'";
        return new Word("[A-Za-z0-9][A-Za-z0-9._-]{0,62}", range);
    }

    static Word host() {
        return new Word("[A-Za-z0-9:._-]{1,253}", "auto, or a host name or address");
    }

    @Override
    public Class<String> valueClass() {
        return String.class;
    }

    @Override
    public String label() {
        return "name";
    }

    @Override
    public String range() {
        return range;
    }

    @Override
    public String parse(String text) throws InvalidValueException {
        String word = text.strip();
        if (!form.matcher(word).matches()) {
            throw new InvalidValueException("not a name", "use " + range);
        }
        return word;
    }

    @Override
    public String print(String value) {
        return value;
    }
}
