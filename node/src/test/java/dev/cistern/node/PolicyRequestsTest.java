package dev.cistern.node;

import static dev.cistern.node.RunningNode.bytes;
import static dev.cistern.node.RunningNode.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code /v1/policies}: policies for whoever runs the node, and what they come to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PolicyRequestsTest {
    private static final String POLICY = "{\"Statement\": [{\"Sid\": \"readers\", \"Effect\": \"Allow\", \"Principal\":"
            + " {\"AWS\": [\"bob\", \"nobody\"]}, \"Action\": \"s3:GetObject\", \"Resource\": \"arn:aws:s3:::asked/*\"},"
            + " {\"Sid\": \"but\", \"Effect\": \"Deny\", \"Principal\": \"*\", \"Action\": \"s3:*\", \"Resource\":"
            + " \"arn:aws:s3:::asked/secret/*\", \"Condition\": {\"NotIpAddress\": {\"aws:SourceIp\": \"10.0.0.0/8\"}}}]}";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private S3Client ann = new S3Client(0, "-", "-");

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        ann = S3Client.ofNewUser(node, "ann", "");
        S3Client unused = S3Client.ofNewUser(node, "bob", "");
        S3Client root = S3Client.ofNewUser(node, "root", ",\"admin\":true");
        assertThat(unused).isNotSameAs(root);
        assertThat(ann.tells("PUT", "/asked", "")).isEqualTo("200");
        assertThat(ann.tells("PUT", "/asked/open", "x", "x-amz-acl", "public-read"))
                .isEqualTo("200");
        assertThat(put("asked", POLICY).statusCode()).isEqualTo(200);
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    private HttpResponse<byte[]> put(String bucket, String policy) throws Exception {
        return node.send(
                "PUT",
                "/v1/policies/" + bucket,
                bytes(new JsonObject().put("policy", policy).encode()));
    }

    private String check(String question) throws Exception {
        HttpResponse<byte[]> answer = node.send("POST", "/v1/policies/asked", bytes(question.replace('\'', '"')));
        JsonObject json = new JsonObject(text(answer));
        return answer.statusCode() == 200
                ? json.getBoolean("allowed") + " " + json.getString("reason") + " " + json.getInteger("statement") + " "
                        + json.getString("sid")
                : answer.statusCode() + " " + json.getString("message");
    }

    @Test
    void policyIsShownAsS3ShowsItAndGoesAway() throws Exception {
        assertThat(ann.tells("PUT", "/shown", "")).isEqualTo("200");
        String policy = POLICY.replace("asked", "shown");
        assertThat(node.get("/v1/policies/shown").statusCode()).isEqualTo(404);
        HttpResponse<byte[]> set = put("shown", policy);
        assertThat(new JsonObject(text(set)))
                .isEqualTo(new JsonObject("{\"public\":false,\"unknown_principals\":[\"nobody\"]}"));
        assertThat(text(node.get("/v1/policies/shown"))).isEqualTo(policy);
        assertThat(text(ann.send("GET", "/shown?policy", new byte[0]))).isEqualTo(policy);
        assertThat(node.send("DELETE", "/v1/policies/shown", new byte[0]).statusCode())
                .isEqualTo(204);
        assertThat(ann.tells("GET", "/shown?policy", "")).isEqualTo("404 NoSuchBucketPolicy");
    }

    @Test
    void whatIsWrongIsToldAndNothingIsChanged() throws Exception {
        HttpResponse<byte[]> refused = put("asked", POLICY.replace("s3:GetObject", "s3:GetObjct"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(text(refused)).contains("Statement[0].Action").contains("s3:GetObjct");
        assertThat(text(node.get("/v1/policies/asked"))).isEqualTo(POLICY);
        assertThat(put("nowhere", POLICY.replace("asked", "nowhere")).statusCode())
                .isEqualTo(404);
        assertThat(node.send("PUT", "/v1/policies/asked", bytes("{}")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void questionIsAnsweredWithWhatDecided() throws Exception {
        assertThat(check("{'user': 'bob', 'action': 's3:GetObject', 'key': 'k'}"))
                .isEqualTo("true the policy of the bucket allows it 1 readers");
        assertThat(check("{'user': 'bob-id', 'action': 's3:GetObject', 'key': 'secret/k'}"))
                .isEqualTo("false the policy of the bucket denies it 2 but");
        assertThat(check("{'user': 'bob', 'action': 's3:GetObject', 'key': 'secret/k',"
                        + " 'conditions': {'aws:SourceIp': '10.1.1.1'}}"))
                .isEqualTo("true the policy of the bucket allows it 1 readers");
        assertThat(check("{'user': 'bob', 'action': 's3:PutObject', 'key': 'k'}"))
                .isEqualTo("false nothing says that it is allowed null null");
        assertThat(check("{'user': 'ann', 'action': 's3:ListBucket'}"))
                .isEqualTo("true the bucket is the user's own null null");
        assertThat(check("{'user': 'root', 'action': 's3:DeleteBucket'}"))
                .isEqualTo("true an administrator may do everything null null");
        assertThat(check("{'action': 's3:GetObject', 'key': 'open'}"))
                .isEqualTo("true the access control list of the object grants it null null");
        assertThat(check("{'action': 's3:GetObject', 'key': 'none'}")).startsWith("false nothing says");
        String other = POLICY.replace("s3:GetObject", "s3:PutObject").replace("\"", "\\\"");
        assertThat(check("{'user': 'bob', 'action': 's3:PutObject', 'key': 'k', 'policy': '" + other + "'}"))
                .startsWith("true the policy");
    }

    @Test
    void questionThatIsNoneIsRefused() throws Exception {
        assertThat(check("{'user': 'carl', 'action': 's3:GetObject'}")).startsWith("404 there is no user 'carl'");
        assertThat(check("{'user': 'bob', 'action': 's3:Get*'}")).startsWith("400 's3:Get*' is not an action");
        assertThat(check("{'user': 'bob', 'action': 's3:GetObject', 'policy': '{}'}"))
                .startsWith("400");
    }
}
