package dev.cistern.node.s3.access;

import static dev.cistern.node.s3.access.PolicyRows.ANN;
import static dev.cistern.node.s3.access.PolicyRows.BOB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.s3.access.Caller.Kind;
import dev.cistern.node.s3.access.Ruling.Reason;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What decides between owner, policy and access control lists. */
final class JudgeTest {
    private static final Caller NOBODY = Caller.ANONYMOUS;
    private static final Caller ROOT = new Caller(Kind.ADMINISTRATOR, "r0", "root");
    private static final BucketRules ANNS =
            new BucketRules(Optional.of("a1"), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), false);

    private static BucketRules withPolicy(String effect, String principal, PublicAccessBlock... blocks) {
        Policy policy = PolicyRows.parse("{'Statement': {'Sid': 's', 'Effect': '" + effect + "', 'Principal': "
                + principal + ", 'Action': 's3:*', 'Resource': '*'}}");
        return new BucketRules(
                ANNS.owner(), Optional.empty(), Optional.of(policy), Optional.empty(), Set.of(blocks), false);
    }

    private static BucketRules withAcl(String canned, Ownership ownership, PublicAccessBlock... blocks) {
        return new BucketRules(
                ANNS.owner(),
                Optional.of(ownership),
                Optional.empty(),
                Optional.of(Acl.canned(canned, new Acl.Parties("a1", "a1"))),
                Set.of(blocks),
                false);
    }

    private static Reason rule(BucketRules rules, Caller caller, String action, String resource) {
        return Judge.rule(new Question(caller, action, resource, ConditionKeys.NONE), rules)
                .reason();
    }

    private static void assertRules(BucketRules rules, Object[][] rows) {
        for (Object[] row : rows) {
            assertThat(rule(rules, (Caller) row[0], (String) row[1], (String) row[2]))
                    .as("%s %s %s", row[0], row[1], row[2])
                    .isEqualTo(row[3]);
        }
    }

    @Test
    void bucketIsItsOwnersAlone() {
        assertRules(ANNS, new Object[][] {
            {ANN, "s3:PutObject", "photos/k", Reason.BUCKET_OWNER},
            {ANN, "s3:DeleteBucket", "photos", Reason.BUCKET_OWNER},
            {BOB, "s3:PutObject", "photos/k", Reason.NOTHING},
            {BOB, "s3:GetObject", "photos/k", Reason.ASK_OBJECT},
            {BOB, "s3:ListBucket", "photos", Reason.NOTHING},
            {NOBODY, "s3:GetObject", "photos/k", Reason.ASK_OBJECT},
            {NOBODY, "s3:DeleteObject", "photos/k", Reason.NOTHING},
            {ROOT, "s3:DeleteBucket", "photos", Reason.ADMINISTRATOR},
            {Caller.ANYBODY, "s3:DeleteBucket", "photos", Reason.NO_USERS},
        });
    }

    @Test
    void bucketOfTheNodeIsForAllUsers() {
        BucketRules shared = new BucketRules(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Set.of(), false);

        assertRules(shared, new Object[][] {
            {ANN, "s3:DeleteBucket", "photos", Reason.NODES_BUCKET},
            {BOB, "s3:GetObject", "photos/k", Reason.NODES_BUCKET},
            {NOBODY, "s3:GetObject", "photos/k", Reason.ASK_OBJECT},
            {NOBODY, "s3:ListBucket", "photos", Reason.NOTHING},
        });
    }

    @Test
    void denialBindsTheOwnerButNotAnAdministratorAndTheOwnerCanTakeItBack() {
        assertRules(withPolicy("Deny", "'*'"), new Object[][] {
            {ANN, "s3:GetObject", "photos/k", Reason.DENIED_BY_POLICY},
            {ANN, "s3:GetBucketPolicy", "photos", Reason.POLICY_OF_OWN},
            {ANN, "s3:PutBucketPolicy", "photos", Reason.POLICY_OF_OWN},
            {ANN, "s3:DeleteBucketPolicy", "photos", Reason.POLICY_OF_OWN},
            {BOB, "s3:DeleteBucketPolicy", "photos", Reason.DENIED_BY_POLICY},
            {ROOT, "s3:GetObject", "photos/k", Reason.ADMINISTRATOR},
        });
    }

    @Test
    void policyLetsInWhomItNames() {
        assertRules(withPolicy("Allow", "{'AWS': 'bob'}"), new Object[][] {
            {BOB, "s3:PutObject", "photos/k", Reason.ALLOWED_BY_POLICY},
            {NOBODY, "s3:PutObject", "photos/k", Reason.NOTHING},
        });
        assertRules(withPolicy("Allow", "'*'"), new Object[][] {
            {BOB, "s3:PutObject", "photos/k", Reason.ALLOWED_BY_POLICY},
            {NOBODY, "s3:PutObject", "photos/k", Reason.ALLOWED_BY_POLICY},
        });
    }

    @Test
    void publicPolicyLetsInNobodyWhereItIsRestricted() {
        assertRules(withPolicy("Allow", "'*'", PublicAccessBlock.RESTRICT_PUBLIC_BUCKETS), new Object[][] {
            {ANN, "s3:GetObject", "photos/k", Reason.BUCKET_OWNER},
            {BOB, "s3:GetObject", "photos/k", Reason.RESTRICTED},
            {NOBODY, "s3:GetObject", "photos/k", Reason.RESTRICTED},
        });
        assertRules(withPolicy("Allow", "{'AWS': 'bob'}", PublicAccessBlock.RESTRICT_PUBLIC_BUCKETS), new Object[][] {
            {BOB, "s3:GetObject", "photos/k", Reason.ALLOWED_BY_POLICY},
        });
    }

    @Test
    void listOfABucketGrantsWhatItSays() {
        assertRules(withAcl("public-read", Ownership.OBJECT_WRITER), new Object[][] {
            {NOBODY, "s3:ListBucket", "photos", Reason.BUCKET_ACL},
            {NOBODY, "s3:ListBucketVersions", "photos", Reason.BUCKET_ACL},
            {NOBODY, "s3:ListBucketMultipartUploads", "photos", Reason.BUCKET_ACL},
            {NOBODY, "s3:PutObject", "photos/k", Reason.NOTHING},
            {NOBODY, "s3:GetObject", "photos/k", Reason.ASK_OBJECT},
            {NOBODY, "s3:GetBucketAcl", "photos", Reason.NOTHING},
        });
        assertRules(withAcl("public-read-write", Ownership.BUCKET_OWNER_PREFERRED), new Object[][] {
            {NOBODY, "s3:PutObject", "photos/k", Reason.BUCKET_ACL},
            {NOBODY, "s3:DeleteObject", "photos/k", Reason.BUCKET_ACL},
            {NOBODY, "s3:PutBucketAcl", "photos", Reason.NOTHING},
        });
        assertRules(withAcl("authenticated-read", Ownership.OBJECT_WRITER), new Object[][] {
            {BOB, "s3:ListBucket", "photos", Reason.BUCKET_ACL},
            {NOBODY, "s3:ListBucket", "photos", Reason.NOTHING},
        });
        assertRules(withAcl("log-delivery-write", Ownership.OBJECT_WRITER), new Object[][] {
            {BOB, "s3:PutObject", "photos/k", Reason.NOTHING},
            {NOBODY, "s3:GetBucketAcl", "photos", Reason.NOTHING},
        });
    }

    @Test
    void listsCountForNothingWhereTheyAreOffOrPublicOnesAreIgnored() {
        assertRules(withAcl("public-read", Ownership.BUCKET_OWNER_ENFORCED), new Object[][] {
            {NOBODY, "s3:ListBucket", "photos", Reason.NOTHING},
            {NOBODY, "s3:GetObject", "photos/k", Reason.NOTHING},
        });
        BucketRules ignoring = withAcl("public-read", Ownership.OBJECT_WRITER, PublicAccessBlock.IGNORE_PUBLIC_ACLS);
        assertRules(ignoring, new Object[][] {{NOBODY, "s3:ListBucket", "photos", Reason.NOTHING}});
        assertThat(ignoring.isPublic()).isFalse();
        assertThat(withAcl("public-read", Ownership.OBJECT_WRITER).isPublic()).isTrue();
        assertThat(withAcl("private", Ownership.OBJECT_WRITER).isPublic()).isFalse();
    }

    private static Reason byObject(BucketRules rules, Caller caller, String action, String owner, String canned) {
        Optional<Acl> acl = Optional.of(Acl.canned(canned, new Acl.Parties(owner, "a1")));
        Question question = new Question(caller, action, "photos/k", ConditionKeys.NONE);
        return Judge.byObject(question, rules, Optional.of(owner), acl).reason();
    }

    @Test
    void listOfAnObjectGrantsWhatItSaysAndItsOwnerMayAll() {
        assertThat(byObject(ANNS, NOBODY, "s3:GetObject", "a1", "public-read")).isEqualTo(Reason.OBJECT_ACL);
        assertThat(byObject(ANNS, NOBODY, "s3:GetObjectVersion", "a1", "public-read"))
                .isEqualTo(Reason.OBJECT_ACL);
        assertThat(byObject(ANNS, NOBODY, "s3:GetObjectAcl", "a1", "public-read"))
                .isEqualTo(Reason.NOTHING);
        assertThat(byObject(ANNS, NOBODY, "s3:GetObject", "a1", "private")).isEqualTo(Reason.NOTHING);
        assertThat(byObject(ANNS, BOB, "s3:GetObject", "a1", "authenticated-read"))
                .isEqualTo(Reason.OBJECT_ACL);
        assertThat(byObject(ANNS, NOBODY, "s3:GetObject", "a1", "authenticated-read"))
                .isEqualTo(Reason.NOTHING);
        assertThat(byObject(ANNS, BOB, "s3:PutObjectAcl", "b2", "private")).isEqualTo(Reason.OBJECT_OWNER);
        assertThat(byObject(ANNS, NOBODY, "s3:GetObjectTagging", "a1", "public-read"))
                .isEqualTo(Reason.NOTHING);
        BucketRules off = withAcl("private", Ownership.BUCKET_OWNER_ENFORCED);
        assertThat(byObject(off, NOBODY, "s3:GetObject", "a1", "public-read")).isEqualTo(Reason.NOTHING);
        assertThat(byObject(off, BOB, "s3:GetObject", "b2", "private")).isEqualTo(Reason.NOTHING);
    }

    @Test
    void bucketWhoseRulesAreNotUnderstoodIsShut() {
        Map<BucketDocument, String> documents = Map.of(
                BucketDocument.POLICY, "{",
                BucketDocument.ACL, "EVERYTHING group=AllUsers",
                BucketDocument.OWNERSHIP, "Mine");
        BucketRules rules = BucketRules.of(new BucketInfo(
                new BucketName("photos"),
                7,
                Instant.EPOCH,
                new BucketTraits(Optional.empty(), Optional.of("a1"), documents)));

        assertRules(rules, new Object[][] {
            {ANN, "s3:GetObject", "photos/k", Reason.DENIED_BY_POLICY},
            {ANN, "s3:DeleteBucketPolicy", "photos", Reason.POLICY_OF_OWN},
            {BOB, "s3:GetObject", "photos/k", Reason.DENIED_BY_POLICY},
        });
        assertThat(rules.hasAcls()).isFalse();
        assertThat(rules.acl()).contains(new Acl(List.of()));
    }

    @Test
    void listsAreKeptAsTheyAre() {
        for (String canned : new String[] {
            "private",
            "public-read",
            "public-read-write",
            "authenticated-read",
            "aws-exec-read",
            "log-delivery-write",
            "bucket-owner-read",
            "bucket-owner-full-control"
        }) {
            Acl acl = Acl.canned(canned, new Acl.Parties("b2", "a1"));
            assertThat(Acl.ofText(acl.text())).as(canned).isEqualTo(acl);
        }
        Acl none = Acl.ofText("");
        assertThat(none.grants()).isEmpty();
        assertThat(none.text()).isEmpty();
        EnumSet<PublicAccessBlock> blocks =
                EnumSet.of(PublicAccessBlock.BLOCK_PUBLIC_ACLS, PublicAccessBlock.RESTRICT_PUBLIC_BUCKETS);
        assertThat(PublicAccessBlock.ofText(PublicAccessBlock.text(blocks))).isEqualTo(blocks);
        assertThat(PublicAccessBlock.ofText("")).isEmpty();
    }
}
