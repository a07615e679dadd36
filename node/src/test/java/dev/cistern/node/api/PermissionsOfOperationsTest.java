package dev.cistern.node.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.api.Permission.Whose;
import dev.cistern.node.guard.Ask.Subject;
import dev.cistern.node.store.Backing;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.VersionId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What each operation of the native API needs leave for: an operation without a row here fails. */
final class PermissionsOfOperationsTest {
    private static final BucketName BUCKET = new BucketName("photos");
    private static final ObjectName OBJECT = new ObjectName(BUCKET, "a/b");
    private static final VersionId VERSION = VersionId.parse("null").orElseThrow();

    /** @param name as policies have it, or what an administrator or user is told */
    private record Row(NativeOperation operation, Whose whose, String name) {}

    private static final List<Row> ROWS = List.of(
            new Row(new NativeOperation.ListBuckets(), Whose.USERS, "list buckets"),
            new Row(
                    new NativeOperation.CreateBucket(BUCKET, Optional.empty(), Backing.USUAL, Optional.empty(), false),
                    Whose.USERS,
                    "make a bucket"),
            new Row(
                    new NativeOperation.CreateBucket(
                            BUCKET, Optional.of("http://h/"), Backing.USUAL, Optional.empty(), false),
                    Whose.ADMINISTRATORS,
                    "make a bucket that all share, or one with a backend"),
            new Row(
                    new NativeOperation.CreateBucket(BUCKET, Optional.empty(), Backing.USUAL, Optional.empty(), true),
                    Whose.ADMINISTRATORS,
                    "make a bucket that all share, or one with a backend"),
            new Row(
                    new NativeOperation.SetProperties(
                            BUCKET,
                            new BackingChange(Optional.empty(), Optional.of(OptionalLong.of(1))),
                            Optional.of(Optional.empty())),
                    Whose.ADMINISTRATORS,
                    "change the properties of a bucket"),
            ofBucket(new NativeOperation.DestroyBucket(BUCKET, Contents.DESTROY), "s3:DeleteBucket"),
            ofBucket(new NativeOperation.DestroyBucket(BUCKET, Contents.MUST_BE_EMPTY), "s3:DeleteBucket"),
            ofBucket(new NativeOperation.HeadBucket(BUCKET), "s3:ListBucket"),
            ofBucket(
                    new NativeOperation.ListObjects(new ListCommand(BUCKET, "p", "/", Optional.empty(), 10), ""),
                    "s3:ListBucket"),
            ofBucket(new NativeOperation.PutObject(OBJECT), "s3:PutObject"),
            ofBucket(new NativeOperation.GetObject(OBJECT, Optional.of(VERSION), Freshness.STORED), "s3:GetObject"),
            ofBucket(new NativeOperation.HeadObject(OBJECT, Optional.empty()), "s3:GetObject"),
            ofBucket(new NativeOperation.DeleteObject(OBJECT, Optional.of(VERSION)), "s3:DeleteObject"),
            ofBucket(
                    new NativeOperation.ListAllVersions(new ListVersions(BUCKET, "p", "/", Optional.empty(), 10)),
                    "s3:ListBucketVersions"),
            ofBucket(new NativeOperation.SetVersioning(BUCKET, true), "s3:PutBucketVersioning"),
            ofBucket(new NativeOperation.LocateObject(OBJECT, Optional.empty()), "s3:GetObject"),
            new Row(new NativeOperation.Health(), Whose.EVERYBODYS, "know its health"),
            new Row(new NativeOperation.ShowCluster("smap"), Whose.USERS, "see the map of the cluster"),
            new Row(
                    new NativeOperation.ShowCluster("cluster_config"),
                    Whose.ADMINISTRATORS,
                    "see the settings and the status of the node"),
            new Row(
                    new NativeOperation.ShowCluster("node_status"),
                    Whose.ADMINISTRATORS,
                    "see the settings and the status of the node"),
            new Row(new NativeOperation.SetConfig(Map.of("a", "b")), Whose.ADMINISTRATORS, "change settings"));

    private static Row ofBucket(NativeOperation operation, String name) {
        return new Row(operation, Whose.AS_BUCKETS_SAY, name);
    }

    @Test
    void everyOperationHasARow() {
        Set<Class<?>> covered =
                ROWS.stream().map(row -> row.operation.getClass()).collect(Collectors.toSet());

        assertThat(Arrays.asList(NativeOperation.class.getPermittedSubclasses()))
                .allMatch(covered::contains);
    }

    @Test
    void everyPermissionIsNeededByAnOperation() {
        assertThat(ROWS.stream().map(row -> row.operation.permission())).contains(Permission.values());
    }

    @Test
    void operationNeedsWhatItsRowSays() {
        for (Row row : ROWS) {
            Permission permission = row.operation.permission();
            assertThat(permission.whose()).as(row.toString()).isEqualTo(row.whose);
            assertThat(permission.what()).as(row.toString()).isEqualTo(row.name);
        }
    }

    @Test
    void whatBucketsDecideIsAskedOnTheBucketTheOperationIsAbout() {
        for (Row row : ROWS) {
            assertThat(row.operation.subject().map(Subject::bucket))
                    .as(row.toString())
                    .isEqualTo(row.whose == Whose.AS_BUCKETS_SAY ? Optional.of("photos") : Optional.empty());
        }
    }

    @Test
    void objectAndVersionAndListingAreAskedFor() {
        assertThat(new NativeOperation.GetObject(OBJECT, Optional.of(VERSION), Freshness.LATEST).subject())
                .contains(new Subject("photos", Optional.of("a/b"), Optional.of("null"), Map.of()));
        assertThat(new NativeOperation.DeleteObject(OBJECT, Optional.empty()).subject())
                .contains(new Subject("photos", Optional.of("a/b"), Optional.empty(), Map.of()));
        assertThat(new NativeOperation.ListObjects(new ListCommand(BUCKET, "p", "", Optional.empty(), 10), "")
                        .subject())
                .contains(new Subject(
                        "photos", Optional.empty(), Optional.empty(), Map.of("prefix", "p", "max-keys", "10")));
    }
}
