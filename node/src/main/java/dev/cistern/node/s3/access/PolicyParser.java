package dev.cistern.node.s3.access;

import dev.cistern.node.s3.access.Decision.StatementName;
import dev.cistern.node.s3.access.Statement.Choice;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the policy of one bucket. Confined to one thread, for one text. */
final class PolicyParser {
    private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");
    private static final Set<String> FIELDS = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT_FIELDS = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");
    private static final Pattern WHERE = Pattern.compile("line: (\\d+), column: (\\d+)");

    private final String bucket;
    private final Set<String> principals = new HashSet<>();
    private Function<String, Template> templates = Template::plain;

    PolicyParser(String bucket) {
        this.bucket = bucket;
    }

    Policy parse(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > Policy.MOST_BYTES) {
            throw malformed("the policy", "has more than " + Policy.MOST_BYTES + " bytes");
        }
        JsonObject policy = json(text);
        requireFields(policy, FIELDS, "");
        if (policy.containsKey("Version")) {
            String version = text(policy.getValue("Version"), "Version");
            if (!VERSIONS.contains(version)) {
                throw malformed("Version", "must be 2012-10-17 or 2008-10-17, not '" + version + "'");
            }
            if (version.equals("2012-10-17")) {
                templates = Template::parse;
            }
        }
        if (policy.containsKey("Id")) {
            String unused = text(policy.getValue("Id"), "Id");
        }
        List<Statement> statements = new ArrayList<>();
        Set<String> sids = new HashSet<>();
        Object given = policy.getValue("Statement");
        if (given instanceof JsonObject one) {
            statements.add(statement(one, "Statement", 1));
        } else if (given instanceof JsonArray many && !many.isEmpty()) {
            for (int i = 0; i < many.size(); i++) {
                String at = "Statement[" + i + "]";
                Statement read = statement(object(many.getValue(i), at), at, i + 1);
                if (!read.name().sid().isEmpty() && !sids.add(read.name().sid())) {
                    throw malformed(at + ".Sid", "'" + read.name().sid() + "' is that of another statement");
                }
                statements.add(read);
            }
        } else {
            throw malformed("Statement", "must be there: a statement, or a list of at least one");
        }
        return new Policy(statements, principals);
    }

    private static JsonObject json(String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException e) {
            Matcher where = WHERE.matcher(String.valueOf(e.getMessage()));
            String at = where.find() ? "line " + where.group(1) + ", column " + where.group(2) : "the policy";
            throw malformed(at, "is not JSON, or not an object");
        }
    }

    private Statement statement(JsonObject statement, String at, int number) {
        requireFields(statement, STATEMENT_FIELDS, at + ".");
        String sid = statement.containsKey("Sid") ? text(statement.getValue("Sid"), at + ".Sid") : "";
        String effect = text(statement.getValue("Effect"), at + ".Effect");
        if (!effect.equals("Allow") && !effect.equals("Deny")) {
            throw malformed(at + ".Effect", "must be Allow or Deny, not '" + effect + "'");
        }
        String principal = either(statement, "Principal", "NotPrincipal", at);
        String action = either(statement, "Action", "NotAction", at);
        String resource = either(statement, "Resource", "NotResource", at);
        return new Statement(
                new StatementName(number, sid),
                effect.equals("Allow"),
                principals(statement.getValue(principal), principal.startsWith("Not"), at + "." + principal),
                new Choice<>(
                        action.startsWith("Not"),
                        texts(statement.getValue(action), at + "." + action).stream()
                                .map(name -> action(name, at + "." + action))
                                .toList()),
                new Choice<>(
                        resource.startsWith("Not"),
                        texts(statement.getValue(resource), at + "." + resource).stream()
                                .map(name -> resource(name, at + "." + resource))
                                .toList()),
                statement.containsKey("Condition")
                        ? conditions(object(statement.getValue("Condition"), at + ".Condition"), at + ".Condition")
                        : List.of());
    }

    private Principals principals(Object given, boolean allBut, String at) {
        if (given instanceof String text) {
            if (!text.equals("*")) {
                throw malformed(at, "must be \"*\" or {\"AWS\": ...}, not '" + text + "'");
            }
            return new Principals(allBut, true, Set.of(), Set.of());
        }
        JsonObject kinds = object(given, at);
        if (kinds.isEmpty()) {
            throw malformed(at, "names nobody");
        }
        Set<String> names = new HashSet<>();
        Set<String> ids = new HashSet<>();
        boolean everybody = false;
        for (String kind : kinds.fieldNames()) {
            List<String> listed = texts(kinds.getValue(kind), at + "." + kind);
            switch (kind) {
                case "AWS" -> {
                    everybody |= listed.contains("*");
                    listed.stream()
                            .filter(name -> !name.equals("*"))
                            .forEach(name -> names.add(accountName(name, at + ".AWS")));
                }
                case "CanonicalUser" -> ids.addAll(listed);
                case "Service", "Federated" -> {
                    // There are none here, so nobody is meant.
                }
                default -> throw malformed(at, "'" + kind + "' must be AWS, CanonicalUser, Service or Federated");
            }
        }
        principals.addAll(names);
        principals.addAll(ids);
        return new Principals(allBut, everybody, names, ids);
    }

    /**
     * Of {@code arn:aws:iam::ID:user/path/NAME} the name, of {@code arn:aws:iam::ID:root} the id; other ARNs stay as they are,
     * and so mean nobody here.
     */
    private static String accountName(String text, String at) {
        if (!text.startsWith("arn:")) {
            if (text.isEmpty() || text.indexOf('*') >= 0) {
                throw malformed(at, "'" + text + "' is not a user; a star stands alone or not at all");
            }
            return text;
        }
        String[] parts = text.split(":", 6);
        boolean iam = parts.length == 6 && (parts[2].equals("iam") || parts[2].equals("sts"));
        if (!iam || parts[5].isEmpty() || text.indexOf('*') >= 0) {
            throw malformed(at, "'" + text + "' is not of the form arn:aws:iam::ID:user/NAME or arn:aws:iam::ID:root");
        }
        if (parts[5].equals("root")) {
            return parts[4];
        }
        return parts[2].equals("iam") && parts[5].startsWith("user/")
                ? parts[5].substring(parts[5].lastIndexOf('/') + 1)
                : text;
    }

    private static Glob action(String name, String at) {
        Glob glob = Glob.of(name.toLowerCase(Locale.ROOT));
        if (!Permissions.has(glob)) {
            throw malformed(at, "'" + name + "' is not an action of S3");
        }
        return glob;
    }

    private Template resource(String name, String at) {
        if (name.equals("*")) {
            return Template.plain("*");
        }
        String[] parts = name.split(":", 6);
        boolean arn = parts.length == 6
                && parts[0].equals("arn")
                && !parts[1].isEmpty()
                && (parts[2].equals("s3") || parts[2].equals("*"))
                && !parts[5].isEmpty();
        if (!arn) {
            throw malformed(at, "'" + name + "' is not of the form arn:aws:s3:::BUCKET or arn:aws:s3:::BUCKET/KEY");
        }
        int slash = parts[5].indexOf('/');
        String ofBucket = slash < 0 ? parts[5] : parts[5].substring(0, slash);
        boolean here = ofBucket.contains("${") || Glob.of(ofBucket).matches(bucket);
        // A star before the slash may have taken in the slash too.
        if (!here && !(ofBucket.indexOf('*') >= 0 && couldBegin(ofBucket))) {
            throw malformed(at, "'" + name + "' is not in the bucket '" + bucket + "', whose policy this is");
        }
        return template(parts[5], at);
    }

    private boolean couldBegin(String pattern) {
        String fixed = pattern.substring(0, pattern.indexOf('*'));
        return (bucket + "/").startsWith(fixed) || fixed.startsWith(bucket + "/");
    }

    private List<Condition> conditions(JsonObject given, String at) {
        List<Condition> conditions = new ArrayList<>();
        for (String title : given.fieldNames()) {
            JsonObject keys = object(given.getValue(title), at + "." + title);
            for (String key : keys.fieldNames()) {
                conditions.add(condition(title, key, keys.getValue(key), at + "." + title));
            }
        }
        return conditions;
    }

    private Condition condition(String title, String key, Object values, String at) {
        Condition.Quantifier quantifier = Condition.Quantifier.PLAIN;
        String rest = title;
        if (rest.startsWith("ForAllValues:")) {
            quantifier = Condition.Quantifier.FOR_ALL_VALUES;
            rest = rest.substring("ForAllValues:".length());
        } else if (rest.startsWith("ForAnyValue:")) {
            quantifier = Condition.Quantifier.FOR_ANY_VALUE;
            rest = rest.substring("ForAnyValue:".length());
        }
        boolean ifExists = rest.endsWith("IfExists") && !rest.equals("NullIfExists");
        String name = ifExists ? rest.substring(0, rest.length() - "IfExists".length()) : rest;
        ConditionOperator operator = ConditionOperator.named(name)
                .orElseThrow(() -> malformed(at, "'" + title + "' is not an operator of conditions"));
        String lower = key.toLowerCase(Locale.ROOT);
        if (!lower.matches("(aws|s3|jwt|saml|sts|ec2):.+")) {
            throw malformed(at, "'" + key + "' is not a key that conditions can have");
        }
        List<Template> asked = new ArrayList<>();
        for (String value : texts(values, at + "." + key)) {
            if (!value.contains("${") && !operator.takes(value)) {
                throw malformed(
                        at + "." + key, "'" + value + "' is nothing that " + operator.title() + " compares with");
            }
            asked.add(template(value, at + "." + key));
        }
        return new Condition(operator, quantifier, ifExists, Template.keyOf(key), asked);
    }

    private Template template(String text, String at) {
        try {
            return templates.apply(text);
        } catch (IllegalArgumentException e) {
            throw malformed(at, String.valueOf(e.getMessage()));
        }
    }

    private static String either(JsonObject statement, String name, String other, String at) {
        if (statement.containsKey(name) == statement.containsKey(other)) {
            throw malformed(at, "must have " + name + " or " + other + ", and not both");
        }
        return statement.containsKey(name) ? name : other;
    }

    private static void requireFields(JsonObject object, Set<String> known, String at) {
        for (String name : object.fieldNames()) {
            if (!known.contains(name)) {
                throw malformed(at + name, "is not an element that is known here");
            }
        }
    }

    private static JsonObject object(Object value, String at) {
        if (value instanceof JsonObject object) {
            return object;
        }
        throw malformed(at, "must be an object");
    }

    private static String text(Object value, String at) {
        if (value instanceof String text) {
            return text;
        }
        throw malformed(at, value == null ? "is missing" : "must be a text");
    }

    /** One or a list of at least one; numbers and flags count as their texts. */
    private static List<String> texts(Object value, String at) {
        List<String> texts = new ArrayList<>();
        Iterable<?> values = value instanceof JsonArray many ? many : List.of(value);
        for (Object one : values) {
            if (one instanceof String || one instanceof Number || one instanceof Boolean) {
                texts.add(one.toString());
            } else {
                throw malformed(at, "must be a text or a list of texts");
            }
        }
        if (texts.isEmpty()) {
            throw malformed(at, "must not be an empty list");
        }
        return texts;
    }

    private static S3Exception malformed(String at, String why) {
        return new S3Exception(S3Error.MALFORMED_POLICY, S3Error.MALFORMED_POLICY.sentence() + " " + at + " " + why);
    }
}
