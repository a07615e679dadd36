package dev.cistern.node.s3.form;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * What a field of a form must be.
 *
 * @param field lower case
 * @param value all of it, or what it begins with
 */
public record PolicyCondition(String field, String value, boolean exact) {
    private static final String LENGTH_RANGE = "content-length-range";

    static boolean isOfLength(JsonArray condition) {
        boolean named = condition.size() > 0 && LENGTH_RANGE.equalsIgnoreCase(String.valueOf(condition.getValue(0)));
        if (named && condition.size() != 3) {
            throw PostPolicy.invalid(LENGTH_RANGE + " takes the least and the most bytes");
        }
        return named;
    }

    /** @param condition {@code {"acl": "private"}} or {@code ["starts-with", "$key", "user/"]} */
    static PolicyCondition parse(Object condition) {
        if (condition instanceof JsonObject object) {
            if (object.size() != 1) {
                throw PostPolicy.invalid(
                        "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.");
            }
            String field = object.fieldNames().iterator().next();
            return new PolicyCondition(lower(field), text(object.getValue(field)), true);
        }
        if (!(condition instanceof JsonArray array) || array.size() != 3) {
            throw PostPolicy.invalid("Invalid Condition: " + condition);
        }
        String operation = lower(text(array.getValue(0)));
        String field = text(array.getValue(1));
        boolean exact = operation.equals("eq");
        if (!exact && !operation.equals("starts-with")) {
            throw PostPolicy.invalid("Invalid Condition: unknown operation '" + operation + "'.");
        }
        if (!field.startsWith("$")) {
            throw PostPolicy.invalid("Invalid Condition: '" + field + "' is no field, which begin with a '$'.");
        }
        return new PolicyCondition(lower(field.substring(1)), text(array.getValue(2)), exact);
    }

    boolean holds(String given) {
        return exact ? given.equals(value) : given.startsWith(value);
    }

    private static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw PostPolicy.invalid("Invalid Condition: " + value + " is no text.");
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    /** As policies write it. */
    @Override
    public String toString() {
        return "[\"" + (exact ? "eq" : "starts-with") + "\", \"$" + field + "\", \"" + value + "\"]";
    }
}
