package dev.cistern.node.s3.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.s3.access.Caller.Kind;
import dev.cistern.node.s3.access.Decision.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Questions about policies of the bucket {@code photos}, written as rows: who, what, on what, with what, and the answer. */
final class PolicyRows {
    static final Caller ANN = new Caller(Kind.USER, "a1", "ann");
    static final Caller BOB = new Caller(Kind.USER, "b2", "bob");

    private final Policy policy;

    private PolicyRows(Policy policy) {
        this.policy = policy;
    }

    /** @param statements with single quotes for double ones */
    static PolicyRows of(String statements) {
        return version("2012-10-17", statements);
    }

    static PolicyRows version(String version, String statements) {
        return new PolicyRows(parse("{'Version': '" + version + "', 'Statement': [" + statements + "]}"));
    }

    /** A policy of one statement that allows everybody to read, on a condition. */
    static PolicyRows when(String condition) {
        return of("{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::photos/*',"
                + " 'Condition': " + condition + "}");
    }

    static Policy parse(String text) {
        return Policy.parse(text.replace('\'', '"'), "photos");
    }

    Policy policy() {
        return policy;
    }

    /** @param keys {@code key=value} each; one key more than once has several values */
    Answer ask(Caller caller, String action, String resource, String... keys) {
        return decide(caller, action, resource, keys).answer();
    }

    Decision decide(Caller caller, String action, String resource, String... keys) {
        Map<String, List<String>> table = new HashMap<>();
        for (String key : keys) {
            int equals = key.indexOf('=');
            table.computeIfAbsent(key.substring(0, equals), unused -> new ArrayList<>())
                    .add(key.substring(equals + 1));
        }
        return policy.decide(new Question(caller, action, resource, ConditionKeys.of(table)));
    }

    /** Reads an object with those keys. */
    void allows(String... keys) {
        assertThat(ask(Caller.ANONYMOUS, "s3:GetObject", "photos/k", keys))
                .as(String.join(" ", keys))
                .isEqualTo(Answer.ALLOWED);
    }

    /** Reads an object with those keys. */
    void ignores(String... keys) {
        assertThat(ask(Caller.ANONYMOUS, "s3:GetObject", "photos/k", keys))
                .as(String.join(" ", keys))
                .isEqualTo(Answer.NOTHING);
    }
}
