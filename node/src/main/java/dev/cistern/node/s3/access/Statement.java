package dev.cistern.node.s3.access;

import dev.cistern.node.s3.access.Decision.StatementName;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A statement of a policy.
 *
 * @param actions patterns of permissions, in lower case
 * @param resources patterns of {@code BUCKET} and {@code BUCKET/KEY}
 */
record Statement(
        StatementName name,
        boolean allows,
        Principals principals,
        Choice<Glob> actions,
        Choice<Template> resources,
        List<Condition> conditions) {

    /** Keys of conditions whose values name somebody or some network, and so shut out the public. */
    private static final Set<String> RESTRICTING = Set.of(
            "aws:sourceip",
            "aws:sourcearn",
            "aws:sourcevpc",
            "aws:sourcevpce",
            "aws:sourceowner",
            "aws:sourceaccount",
            "aws:principalorgid",
            "aws:principalarn",
            "aws:principalaccount",
            "aws:userid",
            "aws:username",
            "s3:dataaccesspointarn",
            "s3:dataaccesspointaccount",
            "s3:x-amz-server-side-encryption-aws-kms-key-id");

    private static final Set<ConditionOperator> NAMING = Set.of(
            ConditionOperator.STRING_EQUALS,
            ConditionOperator.STRING_EQUALS_IGNORE_CASE,
            ConditionOperator.STRING_LIKE,
            ConditionOperator.ARN_EQUALS,
            ConditionOperator.ARN_LIKE,
            ConditionOperator.IP_ADDRESS);

    Statement {
        conditions = List.copyOf(conditions);
    }

    /** @param allBut whether it chooses all but those */
    record Choice<T>(boolean allBut, List<T> of) {
        Choice {
            of = List.copyOf(of);
        }
    }

    boolean applies(Question question) {
        return principals.include(question.caller())
                && coversAction(question.permission())
                && coversResource(question)
                && conditions.stream().allMatch(condition -> condition.holds(question.keys()));
    }

    /** Whether it lets in people whom it does not name: as Amazon calls a statement public. */
    boolean isPublic() {
        return allows && principals.includeAnybody() && conditions.stream().noneMatch(Statement::restricts);
    }

    boolean asksFor(String keyPrefix) {
        return conditions.stream().anyMatch(condition -> condition.key().startsWith(keyPrefix));
    }

    private boolean coversAction(String permission) {
        String lower = permission.toLowerCase(Locale.ROOT);
        return actions.of.stream().anyMatch(action -> action.matches(lower)) != actions.allBut;
    }

    private boolean coversResource(Question question) {
        boolean named = resources.of.stream().anyMatch(resource -> resource.resolve(question.keys())
                .map(glob -> glob.matches(question.resource()))
                .orElse(false));
        return named != resources.allBut;
    }

    private static boolean restricts(Condition condition) {
        if (!RESTRICTING.contains(condition.key())
                || !NAMING.contains(condition.operator())
                || condition.ifExists()
                || condition.quantifier() == Condition.Quantifier.FOR_ALL_VALUES) {
            return false;
        }
        return condition.asked().stream()
                .allMatch(asked -> condition.operator() == ConditionOperator.IP_ADDRESS
                        ? AddressRange.parse(asked.written())
                                .map(range -> !range.isWide())
                                .orElse(false)
                        : isOne(condition.operator(), asked));
    }

    /** Stars in a value that is compared as it is are stars. */
    private static boolean isOne(ConditionOperator operator, Template asked) {
        boolean exact =
                operator == ConditionOperator.STRING_EQUALS || operator == ConditionOperator.STRING_EQUALS_IGNORE_CASE;
        return exact ? !asked.written().contains("${") : asked.isFixed();
    }
}
