package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.BACK;
import static dev.cistern.node.backed.BackedStoreUnderTest.BUCKET;
import static dev.cistern.node.backed.BackedStoreUnderTest.CLOUD_URL;
import static dev.cistern.node.backed.BackedStoreUnderTest.FOR_EVER;
import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static dev.cistern.node.backed.BackedStoreUnderTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Encryption;
import dev.cistern.node.store.Multiparts.CompleteUpload;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.NamedPart;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is uploaded in parts reaches the cloud of its bucket as one object. */
final class BackedPartsTest {
    private static final BucketName THROUGH = new BucketName("through");
    private static final String LARGE = "a".repeat(5 << 20);

    @TempDir
    private Path folder = Path.of("");

    private BackedStoreUnderTest under = unstarted();

    @BeforeEach
    void start() {
        under = new BackedStoreUnderTest(folder.resolve("data"), FOR_EVER);
        var unused = await(under.store.createBucket(THROUGH, BucketTraits.backedBy(CLOUD_URL)));
    }

    @AfterEach
    void stop() {
        under.close();
    }

    private Future<Upload> creating(BucketName bucket, Optional<Encryption> encryption) {
        CreateUpload command = new CreateUpload(
                new ObjectName(bucket, "k"),
                Map.of(),
                Map.of("is", "mine"),
                Map.of(),
                Optional.empty(),
                ObjectLock.NONE,
                encryption);
        return under.elsewhere(() -> under.store.parts().create(command));
    }

    /** An upload with these parts, ready to be completed. */
    private CompleteUpload uploaded(BucketName bucket, String... texts) {
        UploadName upload = await(creating(bucket, Optional.empty())).name();
        List<NamedPart> parts = new ArrayList<>();
        for (String text : texts) {
            PutPart part = new PutPart(
                    upload, parts.size() + 1, OptionalLong.of(text.length()), BodyChecks.NONE, Optional.empty());
            String md5 = await(under.elsewhere(() -> under.store.parts().put(part, new GivenBody(Buffer.buffer(text)))))
                    .part()
                    .md5();
            parts.add(new NamedPart(part.number(), md5, Optional.empty()));
        }
        return new CompleteUpload(upload, parts, Conditions.NONE, Optional.empty(), OptionalLong.empty());
    }

    private Future<ObjectInfo> completing(CompleteUpload command) {
        return under.elsewhere(() -> under.store.parts().complete(command));
    }

    @CanIgnoreReturnValue
    private ObjectInfo complete(CompleteUpload command) {
        return await(completing(command));
    }

    private List<Upload> uploads(BucketName bucket) {
        ListUploads all = new ListUploads(bucket, "", "", Optional.empty(), 10);
        return await(under.store.parts().listUploads(all)).uploads();
    }

    @Test
    void partsAreWrittenThroughAsOneObjectAndAreGoneThen() {
        CompleteUpload upload = uploaded(THROUGH, LARGE, "end");
        assertThat(under.cloud.done).isEmpty();
        assertThat(uploads(THROUGH)).hasSize(1);

        ObjectInfo object = complete(upload);

        assertThat(under.cloud.text("k")).contains(LARGE + "end");
        assertThat(under.cloud.metadata("k")).containsEntry("is", "mine");
        assertThat(object.size()).isEqualTo(LARGE.length() + 3);
        assertThat(object.etag()).isEqualTo("\"cloud-1\"");
        assertThat(uploads(THROUGH)).isEmpty();
    }

    @Test
    void partsAreWrittenBackWhenTheyHaveBecomeAnObjectHere() {
        under.cloud.holds = true;

        complete(uploaded(BACK, LARGE, "end"));

        assertThat(under.store.writeBack().waitingBytes()).isEqualTo(LARGE.length() + 3);
        assertThat(under.cloud.text("k")).isEmpty();
        under.cloud.letGo();
        under.settleUntil(() -> under.store.writeBack().waiting() == 0);
        assertThat(under.cloud.text("k")).contains(LARGE + "end");
        assertThat(uploads(BACK)).isEmpty();
    }

    @Test
    void completionThatItsCloudDoesNotTakeCanBeRepeated() {
        CompleteUpload upload = uploaded(THROUGH, "one");
        under.cloud.away = true;
        assertThat(failure(completing(upload))).isEqualTo(Code.BACKEND_FAILED);
        under.cloud.away = false;

        ObjectInfo first = complete(upload);
        ObjectInfo again = complete(upload);

        assertThat(again.etag()).isEqualTo(first.etag());
        assertThat(under.cloud.done).containsExactly("+k=one");
    }

    @Test
    void whoRepeatsACompletionThatIsUnderWayWaitsForIt() {
        CompleteUpload upload = uploaded(THROUGH, "one");
        under.cloud.holds = true;
        Future<ObjectInfo> first = completing(upload);
        under.settleUntil(() -> under.cloud.waiting() == 1);

        Future<ObjectInfo> second = completing(upload);
        assertThat(failure(under.elsewhere(() -> under.store.parts().abort(upload.upload()))))
                .isEqualTo(Code.BUSY);
        under.cloud.letGo();

        assertThat(await(second).etag()).isEqualTo(await(first).etag());
        assertThat(under.cloud.done).containsExactly("+k=one");
    }

    @Test
    void partsThatAreNotThoseNamedReachNoCloud() {
        CompleteUpload upload = uploaded(THROUGH, "one");
        NamedPart other = new NamedPart(1, "0".repeat(32), Optional.empty());
        CompleteUpload wrong = new CompleteUpload(
                upload.upload(), List.of(other), Conditions.NONE, Optional.empty(), OptionalLong.empty());
        CompleteUpload tooLong = new CompleteUpload(
                upload.upload(), upload.parts(), Conditions.NONE, Optional.empty(), OptionalLong.of(4));

        assertThat(failure(completing(wrong))).isEqualTo(Code.INVALID_PART);
        assertThat(failure(completing(tooLong))).isEqualTo(Code.INVALID_ARGUMENT);
        assertThat(under.cloud.done).isEmpty();
        complete(upload);
    }

    @Test
    void uploadsAreRefusedWhereTheyCouldNotBeWritten() {
        assertThat(failure(creating(BUCKET, Optional.empty()))).isEqualTo(Code.READ_ONLY);
        assertThat(failure(creating(THROUGH, Optional.of(new Encryption.ByNode()))))
                .isEqualTo(Code.INVALID_ARGUMENT);
    }

    @Test
    void uploadThatNobodyCompletesIsGivenUpAfterAWeek() {
        CompleteUpload unused = uploaded(THROUGH, "one");
        under.clock = under.clock.plus(Duration.ofDays(6));
        assertThat(await(under.store.upkeep().sweep())).isZero();

        under.clock = under.clock.plus(Duration.ofDays(2));

        assertThat(await(under.store.upkeep().sweep())).isEqualTo(1);
        assertThat(uploads(THROUGH)).isEmpty();
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }
}
