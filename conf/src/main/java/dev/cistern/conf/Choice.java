package dev.cistern.conf;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One out of a few names; case does not matter. */
final class Choice<T> implements ValueType<T> {
    private final Class<T> valueClass;
    private final List<T> values;

    private Choice(Class<T> valueClass, List<T> values) {
        this.valueClass = valueClass;
        this.values = values;
    }

    static <E extends Enum<E>> Choice<E> of(Class<E> type) {
        return new Choice<>(type, List.of(type.getEnumConstants()));
    }

    static Choice<Boolean> trueOrFalse() {
        return new Choice<>(Boolean.class, List.of(true, false));
    }

    @Override
    public Class<T> valueClass() {
        return valueClass;
    }

    @Override
    public String label() {
        return valueClass == Boolean.class ? "boolean" : "choice";
    }

    @Override
    public String range() {
        return String.join(", ", values.stream().map(this::print).toList());
    }

    @Override
    public T parse(String text) throws InvalidValueException {
        Map<String, T> byName = new TreeMap<>();
        values.forEach(value -> byName.put(print(value), value));
        T value = byName.get(text.strip().toLowerCase(Locale.ROOT));
        if (value == null) {
            throw new InvalidValueException("no such choice", "use one of " + range());
        }
        return value;
    }

    @Override
    public String print(T value) {
        return value.toString().toLowerCase(Locale.ROOT);
    }
}
