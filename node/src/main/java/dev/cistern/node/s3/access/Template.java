package dev.cistern.node.s3.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A value of a policy, with variables such as <code>${aws:username}</code> or <code>${aws:username, 'nobody'}</code>, whose
 * values are taken as they are. A variable that the request has no single value for, and that has no other, makes the whole
 * value match nothing.
 */
final class Template {
    private final String written;
    private final List<Piece> pieces;
    private final Optional<Glob> fixed;

    private sealed interface Piece {
        record Wild(String text) implements Piece {}

        record Literal(String text) implements Piece {}

        record Variable(String key, Optional<String> otherwise) implements Piece {}
    }

    private Template(String written, List<Piece> pieces) {
        this.written = written;
        this.pieces = List.copyOf(pieces);
        this.fixed = pieces.stream().anyMatch(piece -> piece instanceof Piece.Variable)
                ? Optional.empty()
                : resolved(ConditionKeys.NONE);
    }

    /** One without variables, whatever it looks like. */
    static Template plain(String text) {
        return new Template(text, List.of(new Piece.Wild(text)));
    }

    /** @throws IllegalArgumentException where a variable does not end, or has no name */
    static Template parse(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        for (int begin = text.indexOf("${"); begin >= 0; begin = text.indexOf("${", from)) {
            int end = text.indexOf('}', begin);
            if (end < 0) {
                throw new IllegalArgumentException("the variable in '" + text + "' has no end");
            }
            if (begin > from) {
                pieces.add(new Piece.Wild(text.substring(from, begin)));
            }
            pieces.add(variable(text.substring(begin + 2, end).strip()));
            from = end + 1;
        }
        if (from < text.length() || pieces.isEmpty()) {
            pieces.add(new Piece.Wild(text.substring(from)));
        }
        return new Template(text, pieces);
    }

    private static Piece variable(String inside) {
        if (inside.equals("*") || inside.equals("?") || inside.equals("$")) {
            return new Piece.Literal(inside);
        }
        int comma = inside.indexOf(',');
        String name = (comma < 0 ? inside : inside.substring(0, comma)).strip();
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a variable has no name");
        }
        return new Piece.Variable(keyOf(name), comma < 0 ? Optional.empty() : Optional.of(quoted(inside, comma + 1)));
    }

    private static String quoted(String inside, int from) {
        String text = inside.substring(from).strip();
        if (text.length() < 2 || text.charAt(0) != '\'' || text.charAt(text.length() - 1) != '\'') {
            throw new IllegalArgumentException("what a variable is otherwise stands in single quotes, not " + text);
        }
        return text.substring(1, text.length() - 1);
    }

    /** The name of a condition key as {@link ConditionKeys} takes it. */
    static String keyOf(String name) {
        int slash = name.indexOf('/');
        return slash < 0
                ? name.toLowerCase(Locale.ROOT)
                : name.substring(0, slash).toLowerCase(Locale.ROOT) + name.substring(slash);
    }

    /** As the policy has it. */
    String written() {
        return written;
    }

    /** Whether it is one text, whatever the request. */
    boolean isFixed() {
        return fixed.isPresent() && fixed.get().isExact();
    }

    /** Empty where a variable has no value. */
    Optional<Glob> resolve(ConditionKeys keys) {
        return fixed.isPresent() ? fixed : resolved(keys);
    }

    private Optional<Glob> resolved(ConditionKeys keys) {
        Glob.Builder glob = new Glob.Builder();
        for (Piece piece : pieces) {
            if (piece instanceof Piece.Wild wild) {
                glob.wild(wild.text);
            } else if (piece instanceof Piece.Literal literal) {
                glob.literal(literal.text);
            } else if (piece instanceof Piece.Variable variable) {
                List<String> values = keys.valuesOf(variable.key);
                Optional<String> value = values.size() == 1 ? Optional.of(values.get(0)) : variable.otherwise;
                if (value.isEmpty()) {
                    return Optional.empty();
                }
                glob.literal(value.get());
            }
        }
        return Optional.of(glob.build());
    }
}
