package dev.cistern.node.s3.access;

import static dev.cistern.node.s3.access.PolicyRows.ANN;
import static dev.cistern.node.s3.access.PolicyRows.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.s3.access.Decision.Answer;
import org.junit.jupiter.api.Test;

/** Whom statements speak of, of what, and which of them stands. */
final class PolicyTest {
    private static final Caller NOBODY = Caller.ANONYMOUS;

    private static void assertAnswers(PolicyRows policy, Object[][] rows) {
        for (Object[] row : rows) {
            assertThat(policy.ask((Caller) row[0], (String) row[1], (String) row[2]))
                    .as("%s %s %s", row[0], row[1], row[2])
                    .isEqualTo(row[3]);
        }
    }

    private static PolicyRows forPrincipal(String principal) {
        return PolicyRows.of("{'Effect': 'Allow', " + principal
                + ", 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::photos/*'}");
    }

    @Test
    void principalsAreUsersByNameIdAndArn() {
        Object[][] rows = {
            {"'Principal': '*'", true, true, true},
            {"'Principal': {'AWS': '*'}", true, true, true},
            {"'Principal': {'AWS': ['*', 'ann']}", true, true, true},
            {"'Principal': {'AWS': 'ann'}", true, false, false},
            {"'Principal': {'AWS': 'a1'}", true, false, false},
            {"'Principal': {'AWS': ['carl', 'bob']}", false, true, false},
            {"'Principal': {'AWS': 'arn:aws:iam::123456789012:user/ann'}", true, false, false},
            {"'Principal': {'AWS': 'arn:aws:iam:::user/team/ann'}", true, false, false},
            {"'Principal': {'AWS': 'arn:aws:iam::a1:root'}", true, false, false},
            {"'Principal': {'AWS': 'arn:aws:iam::123456789012:role/ann'}", false, false, false},
            {"'Principal': {'AWS': 'arn:aws:sts::123456789012:assumed-role/r/ann'}", false, false, false},
            {"'Principal': {'AWS': 'arn:aws:iam::123456789012:root'}", false, false, false},
            {"'Principal': {'CanonicalUser': 'b2'}", false, true, false},
            {"'Principal': {'CanonicalUser': 'bob'}", false, false, false},
            {"'Principal': {'Service': 'logging.s3.amazonaws.com'}", false, false, false},
            {"'Principal': {'Federated': 'cognito-identity.amazonaws.com'}", false, false, false},
            {"'NotPrincipal': {'AWS': 'ann'}", false, true, true},
            {"'NotPrincipal': '*'", false, false, false},
        };
        for (Object[] row : rows) {
            PolicyRows policy = forPrincipal((String) row[0]);
            Object[] answers = {
                policy.ask(ANN, "s3:GetObject", "photos/k") == Answer.ALLOWED,
                policy.ask(BOB, "s3:GetObject", "photos/k") == Answer.ALLOWED,
                policy.ask(NOBODY, "s3:GetObject", "photos/k") == Answer.ALLOWED
            };
            assertThat(answers).as((String) row[0]).containsExactly(row[1], row[2], row[3]);
        }
    }

    private static PolicyRows forAction(String action) {
        return PolicyRows.of("{'Effect': 'Allow', 'Principal': '*', " + action
                + ", 'Resource': ['arn:aws:s3:::photos', 'arn:aws:s3:::photos/*']}");
    }

    @Test
    void actionsAreComparedWithoutCaseAndWithWildcards() {
        Object[][] rows = {
            {"'Action': 's3:GetObject'", "s3:GetObject", true},
            {"'Action': 'S3:getobject'", "s3:GetObject", true},
            {"'Action': 's3:GetObject'", "s3:GetObjectVersion", false},
            {"'Action': 's3:GetObject*'", "s3:GetObjectVersion", true},
            {"'Action': 's3:*'", "s3:DeleteBucket", true},
            {"'Action': '*'", "s3:PutBucketPolicy", true},
            {"'Action': 's3:?etObject'", "s3:GetObject", true},
            {"'Action': 's3:?etObject'", "s3:PutObject", false},
            {"'Action': ['s3:PutObject', 's3:*Acl']", "s3:GetObjectAcl", true},
            {"'Action': ['s3:PutObject', 's3:*Acl']", "s3:GetObject", false},
            {"'NotAction': 's3:Delete*'", "s3:GetObject", true},
            {"'NotAction': 's3:Delete*'", "s3:DeleteObject", false},
            {"'NotAction': ['s3:Put*', 's3:Get*']", "s3:ListBucket", true},
        };
        for (Object[] row : rows) {
            assertThat(forAction((String) row[0]).ask(ANN, (String) row[1], "photos/k") == Answer.ALLOWED)
                    .as("%s %s", row[0], row[1])
                    .isEqualTo(row[2]);
        }
    }

    private static PolicyRows forResource(String resource) {
        return PolicyRows.of("{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*', " + resource + "}");
    }

    @Test
    void resourcesAreComparedAsTheyAreAndWithWildcards() {
        Object[][] rows = {
            {"'Resource': 'arn:aws:s3:::photos'", "photos", true},
            {"'Resource': 'arn:aws:s3:::photos'", "photos/k", false},
            {"'Resource': 'arn:aws:s3:::photos/*'", "photos", false},
            {"'Resource': 'arn:aws:s3:::photos/*'", "photos/a/b", true},
            {"'Resource': 'arn:aws:s3:::photos*'", "photos/a/b", true},
            {"'Resource': 'arn:aws:s3:::photos*'", "photos", true},
            {"'Resource': 'arn:aws:s3:::*'", "photos/k", true},
            {"'Resource': '*'", "photos/k", true},
            {"'Resource': 'arn:aws:s3:::photos/a/*.jpg'", "photos/a/b/c.jpg", true},
            {"'Resource': 'arn:aws:s3:::photos/a/*.jpg'", "photos/a/b.JPG", false},
            {"'Resource': 'arn:aws:s3:::photos/?'", "photos/kk", false},
            {"'Resource': 'arn:aws:s3:::photos/?'", "photos/k", true},
            {"'Resource': 'arn:aws:s3::tenant:photos/k'", "photos/k", true},
            {"'Resource': 'arn:aws:s3::*:photos/k'", "photos/k", true},
            {"'Resource': 'arn:aws-cn:s3:::photos/k'", "photos/k", true},
            {"'Resource': 'arn:aws:s3:::photos/a:b'", "photos/a:b", true},
            {"'NotResource': 'arn:aws:s3:::photos/secret/*'", "photos/k", true},
            {"'NotResource': 'arn:aws:s3:::photos/secret/*'", "photos/secret/k", false},
        };
        for (Object[] row : rows) {
            assertThat(forResource((String) row[0]).ask(ANN, "s3:GetObject", (String) row[1]) == Answer.ALLOWED)
                    .as("%s %s", row[0], row[1])
                    .isEqualTo(row[2]);
        }
    }

    @Test
    void variablesStandForWhatTheRequestHas() {
        PolicyRows home = forResource("'Resource': 'arn:aws:s3:::photos/home/${aws:username}/*'");

        assertThat(home.ask(ANN, "s3:GetObject", "photos/home/ann/k", "aws:username=ann"))
                .isEqualTo(Answer.ALLOWED);
        assertThat(home.ask(ANN, "s3:GetObject", "photos/home/bob/k", "aws:username=ann"))
                .isEqualTo(Answer.NOTHING);
        assertThat(home.ask(NOBODY, "s3:GetObject", "photos/home//k")).isEqualTo(Answer.NOTHING);
        assertThat(home.ask(ANN, "s3:GetObject", "photos/home/bob/k", "aws:username=*"))
                .as("a star in a value is a star")
                .isEqualTo(Answer.NOTHING);
    }

    @Test
    void variablesOfSignsAreTheSignsAndInTheOldVersionThereAreNone() {
        PolicyRows old = PolicyRows.version(
                "2008-10-17",
                "{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::photos/${aws:username}'}");
        PolicyRows literal = forResource("'Resource': 'arn:aws:s3:::photos/${*}${?}${$}'");

        assertThat(old.ask(ANN, "s3:GetObject", "photos/ann", "aws:username=ann"))
                .isEqualTo(Answer.NOTHING);
        assertThat(old.ask(ANN, "s3:GetObject", "photos/${aws:username}")).isEqualTo(Answer.ALLOWED);
        assertThat(literal.ask(ANN, "s3:GetObject", "photos/*?$")).isEqualTo(Answer.ALLOWED);
        assertThat(literal.ask(ANN, "s3:GetObject", "photos/abc")).isEqualTo(Answer.NOTHING);
    }

    @Test
    void variableWithoutValueIsWhatItIsOtherwise() {
        Policy policy = Policy.parse("""
                {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject",
                 "Resource": "arn:aws:s3:::photos/${aws:username, 'all'}/*"}}
                """, "photos");
        Question everybodys = new Question(NOBODY, "s3:GetObject", "photos/all/k", ConditionKeys.NONE);

        assertThat(policy.decide(everybodys).answer()).isEqualTo(Answer.ALLOWED);
    }

    @Test
    void denialStandsWhateverAllows() {
        PolicyRows policy = PolicyRows.of("{'Sid': 'all', 'Effect': 'Allow', 'Principal': '*', 'Action': 's3:*',"
                + " 'Resource': '*'}, {'Sid': 'but', 'Effect': 'Deny', 'Principal': {'AWS': 'bob'}, 'Action': 's3:Get*',"
                + " 'Resource': 'arn:aws:s3:::photos/secret/*'}");
        Object[][] rows = {
            {ANN, "s3:GetObject", "photos/secret/k", Answer.ALLOWED},
            {BOB, "s3:GetObject", "photos/secret/k", Answer.DENIED},
            {BOB, "s3:GetObject", "photos/k", Answer.ALLOWED},
            {BOB, "s3:PutObject", "photos/secret/k", Answer.ALLOWED},
            {NOBODY, "s3:GetObject", "photos/secret/k", Answer.ALLOWED},
        };

        assertAnswers(policy, rows);
        assertThat(policy.decide(BOB, "s3:GetObject", "photos/secret/k").by().orElseThrow())
                .hasToString("statement 2 (but)");
        assertThat(policy.decide(ANN, "s3:GetObject", "photos/k").by().orElseThrow())
                .hasToString("statement 1 (all)");
    }

    @Test
    void policyIsPublicThatLetsInPeopleItDoesNotName() {
        String allow = "{'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': '*', ";
        Object[][] rows = {
            {allow + "'Principal': '*'}", true},
            {allow + "'Principal': {'AWS': '*'}}", true},
            {allow + "'NotPrincipal': {'AWS': 'ann'}}", true},
            {allow + "'Principal': {'AWS': 'ann'}}", false},
            {"{'Effect': 'Deny', 'Action': 's3:GetObject', 'Resource': '*', 'Principal': '*'}", false},
            {allow + "'Principal': '*', 'Condition': {'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}}}", false},
            {allow + "'Principal': '*', 'Condition': {'IpAddress': {'aws:SourceIp': '0.0.0.0/0'}}}", true},
            {allow + "'Principal': '*', 'Condition': {'IpAddress': {'aws:SourceIp': ['10.0.0.1', '0.0.0.0/1']}}}", true
            },
            {allow + "'Principal': '*', 'Condition': {'NotIpAddress': {'aws:SourceIp': '10.0.0.0/8'}}}", true},
            {allow + "'Principal': '*', 'Condition': {'StringEquals': {'aws:SourceVpc': 'vpc-1'}}}", false},
            {allow + "'Principal': '*', 'Condition': {'StringLike': {'aws:SourceVpc': 'vpc-*'}}}", true},
            {allow + "'Principal': '*', 'Condition': {'StringEqualsIfExists': {'aws:SourceVpc': 'vpc-1'}}}", true},
            {allow + "'Principal': '*', 'Condition': {'StringEquals': {'aws:Referer': 'http://x/'}}}", true},
            {allow + "'Principal': '*', 'Condition': {'StringEquals': {'aws:username': 'ann'}}}", false},
        };
        for (Object[] row : rows) {
            assertThat(PolicyRows.of((String) row[0]).policy().isPublic())
                    .as((String) row[0])
                    .isEqualTo(row[1]);
        }
    }
}
