package dev.cistern.node.s3.access;

import com.google.errorprone.annotations.Immutable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;

/** How a condition compares what a request has with what a policy asks for. */
enum ConditionOperator {
    STRING_EQUALS("StringEquals", false, ConditionOperator::any, (has, asked) -> has.equals(asked.text())),
    STRING_NOT_EQUALS("StringNotEquals", true, STRING_EQUALS),
    STRING_EQUALS_IGNORE_CASE(
            "StringEqualsIgnoreCase",
            false,
            ConditionOperator::any,
            (has, asked) -> has.equalsIgnoreCase(asked.text())),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, STRING_EQUALS_IGNORE_CASE),
    STRING_LIKE("StringLike", false, ConditionOperator::any, (has, asked) -> asked.matches(has)),
    STRING_NOT_LIKE("StringNotLike", true, STRING_LIKE),
    NUMERIC_EQUALS("NumericEquals", false, ConditionOperator::number, compared(order -> order == 0)),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, NUMERIC_EQUALS),
    NUMERIC_LESS_THAN("NumericLessThan", false, ConditionOperator::number, compared(order -> order < 0)),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, ConditionOperator::number, compared(order -> order <= 0)),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, ConditionOperator::number, compared(order -> order > 0)),
    NUMERIC_GREATER_THAN_EQUALS(
            "NumericGreaterThanEquals", false, ConditionOperator::number, compared(order -> order >= 0)),
    DATE_EQUALS("DateEquals", false, ConditionOperator::date, dated(order -> order == 0)),
    DATE_NOT_EQUALS("DateNotEquals", true, DATE_EQUALS),
    DATE_LESS_THAN("DateLessThan", false, ConditionOperator::date, dated(order -> order < 0)),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, ConditionOperator::date, dated(order -> order <= 0)),
    DATE_GREATER_THAN("DateGreaterThan", false, ConditionOperator::date, dated(order -> order > 0)),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, ConditionOperator::date, dated(order -> order >= 0)),
    BOOL("Bool", false, ConditionOperator::flag, (has, asked) -> has.equalsIgnoreCase(asked.text())),
    BINARY_EQUALS("BinaryEquals", false, ConditionOperator::any, (has, asked) -> has.equals(asked.text())),
    IP_ADDRESS("IpAddress", false, AddressRange::parse, (has, asked) -> AddressRange.parse(asked.text())
            .map(range -> range.has(has))
            .orElse(false)),
    NOT_IP_ADDRESS("NotIpAddress", true, IP_ADDRESS),
    ARN_EQUALS("ArnEquals", false, ConditionOperator::any, (has, asked) -> asked.matches(has)),
    ARN_NOT_EQUALS("ArnNotEquals", true, ARN_EQUALS),
    ARN_LIKE("ArnLike", false, ConditionOperator::any, (has, asked) -> asked.matches(has)),
    ARN_NOT_LIKE("ArnNotLike", true, ARN_LIKE),
    /** Whether the request has no such key at all; compares nothing. */
    NULL("Null", false, ConditionOperator::flag, (has, asked) -> false);

    private final String title;
    private final boolean negated;
    private final Form form;
    private final Comparison comparison;

    /** Empty where a text is nothing that can be compared. */
    @Immutable
    private interface Form {
        Optional<?> of(String text);
    }

    @Immutable
    private interface Comparison {
        boolean holds(String has, Glob asked);
    }

    @Immutable
    private interface Order {
        boolean fits(int order);
    }

    ConditionOperator(String title, boolean negated, Form form, Comparison comparison) {
        this.title = title;
        this.negated = negated;
        this.form = form;
        this.comparison = comparison;
    }

    ConditionOperator(String title, boolean negated, ConditionOperator of) {
        this(title, negated, of.form, of.comparison);
    }

    /** By its name in policies, which is taken as it is. */
    static Optional<ConditionOperator> named(String title) {
        return Arrays.stream(values())
                .filter(operator -> operator.title.equals(title))
                .findFirst();
    }

    String title() {
        return title;
    }

    /** Whether it holds where nothing matches, and so also where there is nothing to match. */
    boolean isNegated() {
        return negated;
    }

    /** Whether a value of a policy is one that it can compare with. */
    boolean takes(String asked) {
        return form.of(asked).isPresent();
    }

    /** Whether the two match; what is negated is so where none of them do. */
    boolean matches(String has, Glob asked) {
        return comparison.holds(has, asked);
    }

    private static Optional<String> any(String text) {
        return Optional.of(text);
    }

    private static Optional<Boolean> flag(String text) {
        return text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")
                ? Optional.of(Boolean.valueOf(text))
                : Optional.empty();
    }

    private static Optional<BigDecimal> number(String text) {
        return text.matches("[+-]?\\d{1,30}(\\.\\d{1,30})?") ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** {@code 2026-01-31}, with a time, with an offset, or seconds since 1970. */
    private static Optional<Instant> date(String text) {
        try {
            if (text.matches("\\d{1,12}")) {
                return Optional.of(Instant.ofEpochSecond(Long.parseLong(text)));
            }
            if (text.indexOf('T') < 0) {
                return Optional.of(
                        LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            return text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")
                    ? Optional.of(OffsetDateTime.parse(text).toInstant())
                    : Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Comparison compared(Order order) {
        return (has, asked) -> fits(number(has), number(asked.text()), order);
    }

    private static Comparison dated(Order order) {
        return (has, asked) -> fits(date(has), date(asked.text()), order);
    }

    private static <T extends Comparable<T>> boolean fits(Optional<T> has, Optional<T> asked, Order order) {
        return has.isPresent() && asked.isPresent() && order.fits(has.get().compareTo(asked.get()));
    }
}
