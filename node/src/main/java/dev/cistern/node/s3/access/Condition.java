package dev.cistern.node.s3.access;

import java.util.List;
import java.util.Optional;

/**
 * One condition of a statement: a key of the request, how it is compared, and with what. One value of several is enough.
 *
 * @param key see {@link ConditionKeys}
 * @param ifExists whether it holds where the request has no such key
 */
record Condition(
        ConditionOperator operator, Quantifier quantifier, boolean ifExists, String key, List<Template> asked) {

    Condition {
        asked = List.copyOf(asked);
    }

    /** Which of the request's values must do. */
    enum Quantifier {
        /** The one there is; of several any, and of a negated comparison all. */
        PLAIN,
        /** All, of which there may be none. */
        FOR_ALL_VALUES,
        /** At least one. */
        FOR_ANY_VALUE
    }

    boolean holds(ConditionKeys keys) {
        List<String> values = keys.valuesOf(key);
        if (operator == ConditionOperator.NULL) {
            return asked.stream().anyMatch(wanted -> wanted.written().equalsIgnoreCase("true") == values.isEmpty());
        }
        if (values.isEmpty()) {
            return holdsWithoutKey();
        }
        return switch (quantifier) {
            case PLAIN ->
                operator.isNegated()
                        ? values.stream().allMatch(value -> holds(value, keys))
                        : values.stream().anyMatch(value -> holds(value, keys));
            case FOR_ALL_VALUES -> values.stream().allMatch(value -> holds(value, keys));
            case FOR_ANY_VALUE -> values.stream().anyMatch(value -> holds(value, keys));
        };
    }

    /** As Amazon has it: what is not there is not equal to anything, and all of nothing is as it should be. */
    private boolean holdsWithoutKey() {
        return ifExists
                || quantifier == Quantifier.FOR_ALL_VALUES
                || (quantifier == Quantifier.PLAIN && operator.isNegated());
    }

    private boolean holds(String value, ConditionKeys keys) {
        boolean matched = asked.stream().anyMatch(wanted -> {
            Optional<Glob> resolved = wanted.resolve(keys);
            return resolved.isPresent() && operator.matches(value, resolved.get());
        });
        return matched != operator.isNegated();
    }
}
