package dev.cistern.node.s3.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import org.junit.jupiter.api.Test;

/** What is wrong with a policy is told, with its place. */
final class MalformedPolicyTest {
    private static final String GOOD =
            "{'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::photos/*'}";

    private static void assertRefused(String policy, String... said) {
        S3Exception refused = catchThrowableOfType(S3Exception.class, () -> PolicyRows.parse(policy));
        assertThat(refused).as(policy).isNotNull();
        assertThat(refused.error()).isEqualTo(S3Error.MALFORMED_POLICY);
        assertThat(refused.getMessage()).as(policy).contains(said);
    }

    private static String with(String element, String other) {
        assertThat(GOOD).contains(element);
        return "{'Statement': [" + GOOD + ", " + GOOD.replace(element, other) + "]}";
    }

    @Test
    void whatIsNoPolicy() {
        assertRefused("", "is not JSON");
        assertRefused("[]", "not an object");
        assertRefused("{\n 'Statement': [}", "line 2, column");
        assertRefused("{}", "Statement");
        assertRefused("{'Statement': []}", "Statement");
        assertRefused("{'Statement': 'x'}", "Statement");
        assertRefused("{'Statement': [1]}", "Statement[0]");
        assertRefused("{'Version': '2020-01-01', 'Statement': [" + GOOD + "]}", "Version", "2012-10-17");
        assertRefused("{'Version': 2012, 'Statement': [" + GOOD + "]}", "Version");
        assertRefused("{'Statements': [" + GOOD + "]}", "Statements");
        assertRefused("{'Id': '" + "x".repeat(Policy.MOST_BYTES) + "', 'Statement': [" + GOOD + "]}", "20480");
    }

    @Test
    void whatIsNoStatement() {
        assertRefused(with("'Effect': 'Allow'", "'Effect': 'allow'"), "Statement[1].Effect", "allow");
        assertRefused(with("'Effect': 'Allow', ", ""), "Statement[1].Effect", "missing");
        assertRefused(with("'Effect'", "'Sid': 5, 'Effect'"), "Statement[1].Sid");
        assertRefused(with("'Effect'", "'Effekt': 'x', 'Effect'"), "Statement[1].Effekt");
        assertRefused(with("'Principal': '*', ", ""), "Statement[1]", "Principal or NotPrincipal");
        assertRefused(with("'Principal'", "'NotPrincipal': '*', 'Principal'"), "not both");
        assertRefused(with("'Action': 's3:GetObject', ", ""), "Statement[1]", "Action or NotAction");
        assertRefused(with("'Resource'", "'NotResource': '*', 'Resource'"), "not both");
        assertRefused(
                "{'Statement': [" + GOOD.replace("{", "{'Sid': 's', ") + "," + GOOD.replace("{", "{'Sid': 's', ")
                        + "]}",
                "Statement[1].Sid");
    }

    @Test
    void whoIsNobody() {
        assertRefused(with("'Principal': '*'", "'Principal': 'ann'"), "Statement[1].Principal", "ann");
        assertRefused(with("'Principal': '*'", "'Principal': {}"), "names nobody");
        assertRefused(with("'Principal': '*'", "'Principal': {'Google': 'x'}"), "Google");
        assertRefused(with("'Principal': '*'", "'Principal': {'AWS': []}"), "Statement[1].Principal.AWS");
        assertRefused(with("'Principal': '*'", "'Principal': {'AWS': 'an*'}"), "an*");
        assertRefused(with("'Principal': '*'", "'Principal': {'AWS': 'arn:aws:s3:::photos'}"), "arn:aws:s3:::photos");
        assertRefused(with("'Principal': '*'", "'Principal': {'AWS': 'arn:aws:iam::1:user/*'}"), "user/*");
        assertRefused(with("'Principal': '*'", "'Principal': {'AWS': 7.5, 'CanonicalUser': [{}]}"), "CanonicalUser");
    }

    @Test
    void whatIsNoActionOrResource() {
        assertRefused(with("s3:GetObject", "s3:GetObjct"), "Statement[1].Action", "s3:GetObjct");
        assertRefused(with("s3:GetObject", "s3:Frob*"), "s3:Frob*");
        assertRefused(with("s3:GetObject", "ec2:RunInstances"), "ec2:RunInstances");
        assertRefused(with("'s3:GetObject'", "[]"), "Statement[1].Action");
        assertRefused(with("arn:aws:s3:::photos/*", "photos/*"), "Statement[1].Resource", "arn:aws:s3:::BUCKET");
        assertRefused(with("arn:aws:s3:::photos/*", "arn:aws:s3:::other/*"), "other", "'photos'");
        assertRefused(with("arn:aws:s3:::photos/*", "arn:aws:s3:::photo/*"), "photo/*");
        assertRefused(with("arn:aws:s3:::photos/*", "arn:aws:s3:::photos2"), "photos2");
        assertRefused(with("arn:aws:s3:::photos/*", "arn:aws:sqs:::photos"), "sqs");
        assertRefused(
                "{'Version': '2012-10-17', 'Statement': " + GOOD.replace("photos/*", "photos/${aws:username") + "}",
                "Statement.Resource",
                "no end");
    }

    @Test
    void whatIsNoCondition() {
        String[][] rows = {
            {"'x'", "Statement[1].Condition"},
            {"{'StringEqual': {'aws:Referer': 'x'}}", "StringEqual"},
            {"{'stringequals': {'aws:Referer': 'x'}}", "stringequals"},
            {"{'StringEquals': 'x'}", "Statement[1].Condition.StringEquals"},
            {"{'StringEquals': {'Referer': 'x'}}", "Referer"},
            {"{'StringEquals': {'aws:Referer': {}}}", "Statement[1].Condition.StringEquals.aws:Referer"},
            {"{'StringEquals': {'aws:Referer': []}}", "empty"},
            {"{'NumericEquals': {'s3:max-keys': 'ten'}}", "ten"},
            {"{'DateLessThan': {'aws:CurrentTime': 'tomorrow'}}", "tomorrow"},
            {"{'Bool': {'aws:SecureTransport': 'yes'}}", "yes"},
            {"{'Null': {'aws:Referer': 'maybe'}}", "maybe"},
            {"{'NullIfExists': {'aws:Referer': 'true'}}", "NullIfExists"},
            {"{'IpAddress': {'aws:SourceIp': '10.0.0.0/33'}}", "10.0.0.0/33"},
            {"{'IpAddress': {'aws:SourceIp': 'localhost'}}", "localhost"},
            {"{'ForSomeValues:StringEquals': {'aws:Referer': 'x'}}", "ForSomeValues"},
        };
        for (String[] row : rows) {
            assertRefused(with("'Effect'", "'Condition': " + row[0] + ", 'Effect'"), row[1]);
        }
    }

    @Test
    void oneStatementNeedsNoListAndUnknownUsersAreTaken() {
        assertThatCode(() -> PolicyRows.parse("{'Statement': " + GOOD + "}")).doesNotThrowAnyException();
        assertThat(PolicyRows.parse("{'Id': 'i', 'Version': '2008-10-17', 'Statement': "
                                + GOOD.replace("'Principal': '*'", "'Principal': {'AWS': 'arn:aws:iam::1:user/x'}")
                                + "}")
                        .principals())
                .containsExactly("x");
    }
}
