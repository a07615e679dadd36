package dev.cistern.node;

import static dev.cistern.node.S3Client.element;
import static dev.cistern.node.S3Client.text;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Access control lists of buckets and objects, and whom they let in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class S3AclsTest {
    private static final String DENIED = "403 AccessDenied";
    private static final String ALL = "http://acs.amazonaws.com/groups/global/AllUsers";

    @TempDir
    private static Path folder = Path.of("");

    private RunningNode node = unstarted();
    private S3Client ann = new S3Client(0, "-", "-");
    private S3Client bob = ann;

    @BeforeAll
    void start() throws Exception {
        node = RunningNode.start(folder.resolve("data"));
        node.createBucket("shared");
        ann = S3Client.ofNewUser(node, "ann", "");
        bob = S3Client.ofNewUser(node, "bob", "");
    }

    @AfterAll
    void stop() throws Exception {
        node.close();
    }

    @SuppressWarnings("NullAway") // started before each test
    private static RunningNode unstarted() {
        return null;
    }

    private void bucketOfAnn(String name, String... headers) throws Exception {
        assertThat(ann.tells("PUT", "/" + name, "", headers)).isEqualTo("200");
        assertThat(ann.tells("PUT", "/" + name + "/k", "hello")).isEqualTo("200");
    }

    private String acl(S3Client client, String path) throws Exception {
        return text(client.send("GET", path + "?acl", new byte[0]));
    }

    private static String account(String id, String name, String permission) {
        return "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>"
                + id
                + "</ID><DisplayName>" + name + "</DisplayName></Grantee><Permission>" + permission
                + "</Permission></Grant>";
    }

    private static String everybody(String permission) {
        return "<Grant><Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"Group\"><URI>" + ALL
                + "</URI></Grantee><Permission>" + permission + "</Permission></Grant>";
    }

    private static String document(String owner, String grants) {
        return "<AccessControlPolicy xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Owner><ID>" + owner
                + "</ID></Owner><AccessControlList>" + grants + "</AccessControlList></AccessControlPolicy>";
    }

    @Test
    void everythingIsPrivateAtFirst() throws Exception {
        bucketOfAnn("acl-first");
        String full = account("ann-id", "ann", "FULL_CONTROL");

        assertThat(acl(ann, "/acl-first"))
                .contains("<Owner><ID>ann-id</ID><DisplayName>ann</DisplayName></Owner>")
                .contains("<AccessControlList>" + full + "</AccessControlList>");
        assertThat(acl(ann, "/acl-first/k")).contains("<AccessControlList>" + full + "</AccessControlList>");
    }

    @Test
    void cannedListsLetInWhomTheySay() throws Exception {
        bucketOfAnn("acl-canned", "x-amz-acl", "public-read");
        assertThat(acl(ann, "/acl-canned")).contains(everybody("READ"));
        assertThat(bob.tellsAnybody("GET", "/acl-canned", "")).isEqualTo("200");
        assertThat(bob.tellsAnybody("GET", "/acl-canned/k", ""))
                .as("the object has its own")
                .isEqualTo(DENIED);
        assertThat(bob.tellsAnybody("GET", "/acl-canned/none", "")).isEqualTo("404 NoSuchKey");
        assertThat(bob.tellsAnybody("PUT", "/acl-canned/new", "x")).isEqualTo(DENIED);

        assertThat(ann.tells("PUT", "/acl-canned?acl", "", "x-amz-acl", "public-read-write"))
                .isEqualTo("200");
        assertThat(bob.tellsAnybody("PUT", "/acl-canned/new", "x")).isEqualTo("200");
        assertThat(bob.tellsAnybody("DELETE", "/acl-canned/new", "")).isEqualTo("204");

        assertThat(ann.tells("PUT", "/acl-canned?acl", "", "x-amz-acl", "authenticated-read"))
                .isEqualTo("200");
        assertThat(bob.tellsAnybody("GET", "/acl-canned", "")).isEqualTo(DENIED);
        assertThat(bob.tells("GET", "/acl-canned", "")).isEqualTo("200");

        assertThat(ann.tells("PUT", "/acl-canned?acl", "", "x-amz-acl", "private"))
                .isEqualTo("200");
        assertThat(bob.tells("GET", "/acl-canned", "")).isEqualTo(DENIED);
        assertThat(ann.tells("PUT", "/acl-canned?acl", "", "x-amz-acl", "open")).isEqualTo("400 InvalidArgument");
    }

    @Test
    void objectIsOpenAsItsOwnListSays() throws Exception {
        bucketOfAnn("acl-object");
        assertThat(ann.tells("PUT", "/acl-object/open", "hello", "x-amz-acl", "public-read"))
                .isEqualTo("200");
        assertThat(text(bob.unsigned("GET", bob.uri("/acl-object/open"), new byte[0])))
                .isEqualTo("hello");
        assertThat(bob.tellsAnybody("HEAD", "/acl-object/open", "")).isEqualTo("200");
        assertThat(bob.unsigned("GET", bob.uri("/acl-object/open"), new byte[0])
                        .headers()
                        .map()
                        .keySet())
                .as("notes are not shown")
                .noneMatch(name -> name.contains("acl"));
        assertThat(node.get("/v1/objects/acl-object/open").headers().map().keySet())
                .noneMatch(name -> name.contains("acl"));
        assertThat(bob.tells("GET", "/acl-object/open?acl", "")).isEqualTo(DENIED);
        assertThat(bob.tellsAnybody("GET", "/acl-object/none", "")).isEqualTo(DENIED);

        assertThat(ann.tells("PUT", "/acl-object/open?acl", "", "x-amz-acl", "private"))
                .isEqualTo("200");
        assertThat(bob.tellsAnybody("GET", "/acl-object/open", "")).isEqualTo(DENIED);
        assertThat(ann.tells("PUT", "/acl-object/open?acl", "", "x-amz-acl", "authenticated-read"))
                .isEqualTo("200");
        assertThat(bob.tells("GET", "/acl-object/open", "")).isEqualTo("200");
        assertThat(bob.tellsAnybody("GET", "/acl-object/open", "")).isEqualTo(DENIED);

        ann.tells("PUT", "/acl-object/open", "again");
        assertThat(bob.tells("GET", "/acl-object/open", ""))
                .as("a new object has a new list")
                .isEqualTo(DENIED);
        ann.tells("PUT", "/acl-object/copy", "", "x-amz-copy-source", "/acl-object/k", "x-amz-acl", "public-read");
        assertThat(bob.tellsAnybody("GET", "/acl-object/copy", "")).isEqualTo("200");
        ann.tells("PUT", "/acl-object/copy2", "", "x-amz-copy-source", "/acl-object/copy");
        assertThat(bob.tellsAnybody("GET", "/acl-object/copy2", ""))
                .as("lists are not copied")
                .isEqualTo(DENIED);
    }

    @Test
    void grantsInHeaders() throws Exception {
        bucketOfAnn("acl-headers", "x-amz-grant-read", "id=\"bob-id\"", "x-amz-grant-read-acp", "uri=\"" + ALL + "\"");
        assertThat(acl(bob, "/acl-headers"))
                .contains(account("bob-id", "bob", "READ"), everybody("READ_ACP"))
                .doesNotContain("FULL_CONTROL");
        assertThat(bob.tells("GET", "/acl-headers", "")).isEqualTo("200");
        assertThat(bob.tells("PUT", "/acl-headers/x", "x")).isEqualTo(DENIED);
        String[][] refused = {
            {"x-amz-grant-read", "id=nobody", "400 InvalidArgument"},
            {"x-amz-grant-read", "uri=\"http://x/\"", "400 InvalidArgument"},
            {"x-amz-grant-read", "name=\"bob\"", "400 InvalidArgument"},
            {"x-amz-grant-read", "bob", "400 InvalidArgument"},
            {"x-amz-grant-write", "emailAddress=\"bob@example.com\"", "400 UnresolvableGrantByEmailAddress"},
        };
        for (String[] row : refused) {
            assertThat(ann.tells("PUT", "/acl-headers?acl", "", row[0], row[1]))
                    .as(row[1])
                    .isEqualTo(row[2]);
            assertThat(ann.tells("PUT", "/acl-headers/x", "x", row[0], row[1]))
                    .as(row[1])
                    .isEqualTo(row[2]);
        }
        assertThat(ann.tells("PUT", "/acl-headers/x", "x", "x-amz-acl", "private", "x-amz-grant-read", "id=bob-id"))
                .isEqualTo("400 InvalidRequest");
        assertThat(ann.tells("PUT", "/acl-headers/x", "x", "x-amz-grant-full-control", "id=\"bob-id\", id=\"ann-id\""))
                .isEqualTo("200");
        assertThat(bob.tells("PUT", "/acl-headers/x?acl", document("ann-id", account("bob-id", "bob", "READ"))))
                .isEqualTo("200");
        assertThat(bob.tells("GET", "/acl-headers/x", "")).isEqualTo("200");
        assertThat(bob.tells("GET", "/acl-headers/x?acl", "")).isEqualTo(DENIED);
    }

    @Test
    void listsAsDocuments() throws Exception {
        bucketOfAnn("acl-documents");
        String grants = account("ann-id", "ann", "FULL_CONTROL") + account("bob-id", "", "WRITE") + everybody("READ");
        assertThat(ann.tells("PUT", "/acl-documents?acl", document("ann-id", grants)))
                .isEqualTo("200");
        assertThat(acl(ann, "/acl-documents")).contains(account("bob-id", "bob", "WRITE"), everybody("READ"));
        assertThat(bob.tells("PUT", "/acl-documents/of-bob", "x")).isEqualTo("200");
        assertThat(ann.tells("PUT", "/acl-documents?acl", document("ann-id", "")))
                .isEqualTo("200");
        assertThat(acl(ann, "/acl-documents")).doesNotContain("<Grant>");
        String[][] refused = {
            {document("bob-id", grants), DENIED},
            {"<AccessControlPolicy/>", "400 MalformedACLError"},
            {"<AccessControlPolicy>", "400 MalformedACLError"},
            {document("ann-id", grants).replace("AccessControlList", "List"), "400 MalformedACLError"},
            {document("ann-id", grants).replace("WRITE", "SCRIBBLE"), "400 MalformedACLError"},
            {document("ann-id", "<Grant><Permission>READ</Permission></Grant>"), "400 MalformedACLError"},
            {document("ann-id", account("nobody", "", "READ")), "400 InvalidArgument"},
            {document("ann-id", everybody("READ").replace("AllUsers", "Some")), "400 InvalidArgument"},
            {
                document(
                        "ann-id",
                        "<Grant><Grantee><EmailAddress>a@b</EmailAddress></Grantee><Permission>READ</Permission>"
                                + "</Grant>"),
                "400 UnresolvableGrantByEmailAddress"
            },
            {document("ann-id", account("bob-id", "", "READ").repeat(101)), "400 MalformedACLError"},
            {"", "400 MissingSecurityHeader"},
        };
        for (String[] row : refused) {
            assertThat(ann.tells("PUT", "/acl-documents?acl", row[0]))
                    .as(row[0])
                    .isEqualTo(row[1]);
            assertThat(ann.tells("PUT", "/acl-documents/k?acl", row[0]))
                    .as(row[0])
                    .isEqualTo(row[1]);
        }
        assertThat(ann.tells("PUT", "/acl-documents?acl", document("ann-id", grants), "x-amz-acl", "private"))
                .isEqualTo("400 UnexpectedContent");
        assertThat(ann.tells("PUT", "/acl-documents/none?acl", "", "x-amz-acl", "private"))
                .isEqualTo("404 NoSuchKey");
    }

    @Test
    void objectOfAnotherAccountIsThatAccounts() throws Exception {
        bucketOfAnn("acl-writers", "x-amz-acl", "public-read-write");
        assertThat(bob.tells("PUT", "/acl-writers/b", "x")).isEqualTo("200");
        assertThat(acl(bob, "/acl-writers/b"))
                .contains("<Owner><ID>bob-id</ID>", account("bob-id", "bob", "FULL_CONTROL"))
                .doesNotContain("ann-id");
        assertThat(text(ann.send("GET", "/acl-writers", new byte[0]))).contains("<ID>bob-id</ID>", "<ID>ann-id</ID>");
        assertThat(bob.tells("GET", "/acl-writers/b", "")).isEqualTo("200");
        assertThat(bob.tells("PUT", "/acl-writers/b?acl", "", "x-amz-acl", "bucket-owner-read"))
                .isEqualTo("200");
        assertThat(acl(bob, "/acl-writers/b")).contains(account("ann-id", "ann", "READ"));
        assertThat(bob.tells("PUT", "/acl-writers/f", "x", "x-amz-acl", "bucket-owner-full-control"))
                .isEqualTo("200");
        assertThat(acl(ann, "/acl-writers/f"))
                .contains("<Owner><ID>bob-id</ID>", account("ann-id", "ann", "FULL_CONTROL"));
        assertThat(bob.tells("PUT", "/acl-writers/p", "x", "x-amz-acl", "public-read"))
                .isEqualTo("200");
        assertThat(bob.tellsAnybody("GET", "/acl-writers/p", "")).isEqualTo("200");
        assertThat(bob.tells("POST", "/acl-writers/m?uploads", "")).isEqualTo("200");
        assertThat(text(ann.send("GET", "/acl-writers?uploads", new byte[0]))).contains("<Owner><ID>bob-id</ID>");
    }

    @Test
    void whoMayWriteByPolicyMayNotOpenToOthersWithoutLeave() throws Exception {
        bucketOfAnn("acl-policy");
        String policy = "{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"bob\"}, \"Action\":"
                + " \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::acl-policy/*\"}}";
        assertThat(ann.tells("PUT", "/acl-policy?policy", policy)).isEqualTo("204");

        assertThat(bob.tells("PUT", "/acl-policy/b", "x", "x-amz-acl", "public-read"))
                .isEqualTo(DENIED);
        assertThat(bob.tells("PUT", "/acl-policy/b", "x", "x-amz-grant-read", "id=ann-id"))
                .isEqualTo("200");
        assertThat(bob.tells("PUT", "/acl-policy/b", "x", "x-amz-acl", "bucket-owner-full-control"))
                .isEqualTo("200");
        assertThat(bob.tells("PUT", "/acl-policy/b", "x", "x-amz-tagging", "a=b"))
                .isEqualTo(DENIED);
        assertThat(ann.tells("PUT", "/acl-policy?policy", policy.replace("s3:PutObject", "s3:PutObject*")))
                .isEqualTo("204");
        assertThat(bob.tells("PUT", "/acl-policy/b", "x", "x-amz-acl", "public-read"))
                .isEqualTo("200");
        assertThat(bob.tells("PUT", "/acl-policy/b", "x", "x-amz-tagging", "a=b"))
                .isEqualTo("200");
    }

    @Test
    void ownershipDecidesWhoseObjectsAre() throws Exception {
        bucketOfAnn("acl-owned", "x-amz-acl", "public-read-write");
        assertThat(ann.tells("GET", "/acl-owned?ownershipControls", ""))
                .isEqualTo("404 OwnershipControlsNotFoundError");
        String controls = "<OwnershipControls><Rule><ObjectOwnership>X</ObjectOwnership></Rule></OwnershipControls>";
        String enforced = controls.replace("X", "BucketOwnerEnforced");
        assertThat(ann.tells("PUT", "/acl-owned?ownershipControls", controls)).isEqualTo("400 MalformedXML");
        assertThat(ann.tells("PUT", "/acl-owned?ownershipControls", "<OwnershipControls/>"))
                .isEqualTo("400 MalformedXML");
        assertThat(ann.tells("PUT", "/acl-owned?ownershipControls", controls.replace("X", "BucketOwnerPreferred")))
                .isEqualTo("200");
        assertThat(element(ann.send("GET", "/acl-owned?ownershipControls", new byte[0]), "ObjectOwnership"))
                .isEqualTo("BucketOwnerPreferred");
        bob.tells("PUT", "/acl-owned/given", "x", "x-amz-acl", "bucket-owner-full-control");
        bob.tells("PUT", "/acl-owned/kept", "x");
        assertThat(acl(ann, "/acl-owned/given"))
                .contains("<Owner><ID>ann-id</ID>")
                .doesNotContain("bob-id");
        assertThat(acl(ann, "/acl-owned/kept")).contains("<Owner><ID>bob-id</ID>");

        assertThat(ann.tells("PUT", "/acl-owned?ownershipControls", enforced))
                .isEqualTo("400 InvalidBucketAclWithObjectOwnership");
        assertThat(ann.tells("PUT", "/acl-owned?acl", "", "x-amz-acl", "private"))
                .isEqualTo("200");
        assertThat(ann.tells("PUT", "/acl-owned?ownershipControls", enforced)).isEqualTo("200");
        assertThat(acl(ann, "/acl-owned/kept"))
                .contains("<Owner><ID>ann-id</ID>")
                .doesNotContain("bob-id");
        assertThat(bob.tells("GET", "/acl-owned/kept", "")).isEqualTo(DENIED);
        assertThat(ann.tells("DELETE", "/acl-owned?ownershipControls", "")).isEqualTo("204");
        assertThat(bob.tells("GET", "/acl-owned/kept", "")).isEqualTo("200");
    }

    @Test
    void listsCannotBeSetWhereTheyAreOff() throws Exception {
        bucketOfAnn("acl-off", "x-amz-object-ownership", "BucketOwnerEnforced");
        String off = "400 AccessControlListNotSupported";
        assertThat(ann.tells("PUT", "/acl-off?acl", "", "x-amz-acl", "public-read"))
                .isEqualTo(off);
        assertThat(ann.tells("PUT", "/acl-off?acl", "", "x-amz-acl", "private")).isEqualTo(off);
        assertThat(ann.tells("PUT", "/acl-off/x", "x", "x-amz-acl", "public-read"))
                .isEqualTo(off);
        assertThat(ann.tells("PUT", "/acl-off/x", "x", "x-amz-grant-read", "id=bob-id"))
                .isEqualTo(off);
        assertThat(ann.tells("PUT", "/acl-off/k?acl", document("ann-id", everybody("READ"))))
                .isEqualTo(off);
        assertThat(ann.tells("PUT", "/acl-off/x", "x", "x-amz-acl", "bucket-owner-full-control"))
                .isEqualTo("200");
        assertThat(ann.tells("PUT", "/acl-off?acl", document("ann-id", account("ann-id", "ann", "FULL_CONTROL"))))
                .isEqualTo("200");
        assertThat(ann.tells("PUT", "/acl-off2", "", "x-amz-object-ownership", "Mine"))
                .isEqualTo("400 InvalidArgument");
        assertThat(ann.tells(
                        "PUT",
                        "/acl-off2",
                        "",
                        "x-amz-object-ownership",
                        "BucketOwnerEnforced",
                        "x-amz-acl",
                        "public-read"))
                .isEqualTo("400 InvalidBucketAclWithObjectOwnership");
    }

    @Test
    void bucketOfTheNodeCanBeOpenedToo() throws Exception {
        assertThat(ann.tells("PUT", "/shared/open", "x", "x-amz-acl", "public-read"))
                .isEqualTo("200");
        assertThat(bob.tellsAnybody("GET", "/shared/open", "")).isEqualTo("200");
        assertThat(acl(bob, "/shared/open")).contains("<Owner><ID>cistern</ID>");
    }
}
