package dev.cistern.node.s3.access;

import dev.cistern.node.s3.access.Decision.Answer;
import dev.cistern.node.s3.access.Decision.StatementName;
import dev.cistern.node.s3.access.Statement.Choice;
import dev.cistern.node.s3.wire.S3Exception;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A bucket's policy, in Amazon's language. */
public final class Policy {
    /** Longest text of one. Unit: bytes of UTF-8. */
    public static final int MOST_BYTES = 20 * 1024;

    /** One that denies everything to everybody. */
    static final Policy DENYING_ALL = new Policy(
            List.of(new Statement(
                    new StatementName(1, ""),
                    false,
                    new Principals(false, true, Set.of(), Set.of()),
                    new Choice<>(false, List.of(Glob.of("*"))),
                    new Choice<>(false, List.of(Template.plain("*"))),
                    List.of())),
            Set.of());

    private static final String OBJECT_TAGS = "s3:existingobjecttag/";
    private static final String REQUEST_TAGS = "s3:requestobjecttag";

    private final List<Statement> statements;
    private final Set<String> principals;

    Policy(List<Statement> statements, Set<String> principals) {
        this.statements = List.copyOf(statements);
        this.principals = Set.copyOf(principals);
    }

    /**
     * Reads a policy.
     *
     * @param bucket whose policy it is to be: it cannot speak of others
     * @throws S3Exception {@code MalformedPolicy}, saying what is wrong and where
     */
    public static Policy parse(String text, String bucket) {
        return new PolicyParser(bucket).parse(text);
    }

    /** What it says. A statement that denies stands above all that allow; of those that say the same the first is told. */
    public Decision decide(Question question) {
        Optional<Decision> allowed = Optional.empty();
        for (Statement statement : statements) {
            boolean wanted = !statement.allows() || allowed.isEmpty();
            if (wanted && statement.applies(question)) {
                if (!statement.allows()) {
                    return new Decision(Answer.DENIED, Optional.of(statement.name()));
                }
                allowed = Optional.of(new Decision(Answer.ALLOWED, Optional.of(statement.name())));
            }
        }
        return allowed.orElse(Decision.SILENT);
    }

    /** Whether it lets in people whom it does not name. */
    public boolean isPublic() {
        return statements.stream().anyMatch(Statement::isPublic);
    }

    /** Whether the tags of the object matter. */
    public boolean asksForObjectTags() {
        return statements.stream().anyMatch(statement -> statement.asksFor(OBJECT_TAGS));
    }

    /** Whether the tags that the request gives an object matter. */
    public boolean asksForRequestTags() {
        return statements.stream().anyMatch(statement -> statement.asksFor(REQUEST_TAGS));
    }

    /** Names and ids of those it speaks of, as it writes them but for the rest of their ARNs. */
    public Set<String> principals() {
        return principals;
    }
}
