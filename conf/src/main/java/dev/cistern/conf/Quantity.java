package dev.cistern.conf;

import java.time.Duration;

/** A value that is an amount of something, within bounds. */
final class Quantity<T> implements ValueType<T> {

    /** The amount inside a value, and back. */
    private interface Amount<T> {
        T of(long amount);

        long in(T value);
    }

    /** How 0 is written where it is {@link ZeroRule#OFF}. */
    private static final String OFF = "off";

    private final Class<T> valueClass;
    private final Unit unit;
    private final Bounds bounds;
    private final Amount<T> amount;

    /**
     * What is allowed, both ends included, in the unit's smallest amount.
     *
     * @param zero may allow 0 and −1 besides
     */
    record Bounds(long least, long most, ZeroRule zero) {}

    private Quantity(Class<T> valueClass, Unit unit, Bounds bounds, Amount<T> amount) {
        this.valueClass = valueClass;
        this.unit = unit;
        this.bounds = bounds;
        this.amount = amount;
    }

    static Quantity<Duration> duration(Duration least, Duration most, ZeroRule zero) {
        return time(Unit.DURATION, least, most, zero);
    }

    static Quantity<Duration> milliseconds(Duration least, Duration most) {
        return time(Unit.MILLISECONDS, least, most, ZeroRule.REFUSED);
    }

    static Quantity<Integer> count(int least, int most, ZeroRule zero) {
        return integer(Unit.COUNT, least, most, zero);
    }

    static Quantity<Integer> window(int least, int most) {
        return integer(Unit.SIZE, least, most, ZeroRule.REFUSED);
    }

    static Quantity<Long> size(long least, long most) {
        return size(least, most, ZeroRule.PLAIN);
    }

    static Quantity<Long> size(long least, long most, ZeroRule zero) {
        return new Quantity<>(Long.class, Unit.SIZE, new Bounds(least, most, zero), new Amount<>() {
            @Override
            public Long of(long amount) {
                return amount;
            }

            @Override
            public long in(Long value) {
                return value;
            }
        });
    }

    private static Quantity<Duration> time(Unit unit, Duration least, Duration most, ZeroRule zero) {
        Bounds bounds = new Bounds(least.toMillis(), most.toMillis(), zero);
        return new Quantity<>(Duration.class, unit, bounds, new Amount<>() {
            @Override
            public Duration of(long amount) {
                return Duration.ofMillis(amount);
            }

            @Override
            public long in(Duration value) {
                return value.toMillis();
            }
        });
    }

    private static Quantity<Integer> integer(Unit unit, int least, int most, ZeroRule zero) {
        return new Quantity<>(Integer.class, unit, new Bounds(least, most, zero), new Amount<>() {
            @Override
            public Integer of(long amount) {
                return Math.toIntExact(amount);
            }

            @Override
            public long in(Integer value) {
                return value;
            }
        });
    }

    @Override
    public Class<T> valueClass() {
        return valueClass;
    }

    @Override
    public String label() {
        return unit.label();
    }

    @Override
    public String range() {
        return unit.print(bounds.least) + " to " + unit.print(bounds.most);
    }

    @Override
    public ZeroRule zeroRule() {
        return bounds.zero;
    }

    @Override
    public boolean meansDefault(T value) {
        return bounds.zero.meansDefault(amount.in(value));
    }

    @Override
    public T parse(String text) throws InvalidValueException {
        boolean off = bounds.zero == ZeroRule.OFF && text.strip().equals(OFF);
        long parsed = off ? 0 : unit.parse(text.strip());
        if (parsed == 0 && bounds.zero == ZeroRule.REFUSED) {
            throw new InvalidValueException("value must be greater than zero", "use " + range());
        }
        boolean inside = bounds.least <= parsed && parsed <= bounds.most;
        if (!inside && !bounds.zero.allows(parsed)) {
            String words = bounds.zero.words();
            throw new InvalidValueException("out of range", "use " + range() + (words.isEmpty() ? "" : "; " + words));
        }
        return amount.of(parsed);
    }

    @Override
    public String print(T value) {
        long printed = amount.in(value);
        return printed == 0 && bounds.zero == ZeroRule.OFF ? OFF : unit.print(printed);
    }
}
