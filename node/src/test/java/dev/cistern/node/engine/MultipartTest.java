package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.Multiparts.AcceptedPart;
import dev.cistern.node.store.Multiparts.CompleteUpload;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.ListUploads;
import dev.cistern.node.store.Multiparts.NamedPart;
import dev.cistern.node.store.Multiparts.Part;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.UploadChecksum;
import dev.cistern.node.store.Multiparts.UploadName;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectStore.Contents;
import dev.cistern.node.store.OpenObject;
import dev.cistern.node.store.StoreException;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MultipartTest {
    private static final int PART = 5 << 20;

    private final StoreUnderTest store;

    MultipartTest(@TempDir Path root) {
        this.store = new StoreUnderTest(root.resolve("data"));
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private UploadName begin(String key, Optional<UploadChecksum> checksum) {
        CreateUpload command = new CreateUpload(name(key), Map.of(), Map.of(), Map.of("t", "1"), checksum);
        return await(store.onContext(() -> store.engine().multipart().create(command)))
                .name();
    }

    private UploadName begin(String key) {
        return begin(key, Optional.empty());
    }

    private Future<Part> putting(UploadName upload, int number, byte[] bytes) {
        PutPart command = new PutPart(upload, number, OptionalLong.of(bytes.length), BodyChecks.NONE, Optional.empty());
        return store.onContext(() -> store.engine()
                .multipart()
                .put(command, FakeBody.of(bytes, 64 * 1024))
                .map(AcceptedPart::part));
    }

    @CanIgnoreReturnValue
    private Part put(UploadName upload, int number, byte[] bytes) {
        return await(putting(upload, number, bytes));
    }

    private static NamedPart named(Part part) {
        return new NamedPart(part.number(), part.md5(), Optional.empty());
    }

    private Future<ObjectInfo> completing(UploadName upload, Conditions conditions, Part... parts) {
        CompleteUpload command = new CompleteUpload(
                upload,
                Arrays.stream(parts).map(MultipartTest::named).toList(),
                conditions,
                Optional.empty(),
                OptionalLong.empty());
        return store.onContext(() -> store.engine().multipart().complete(command));
    }

    @CanIgnoreReturnValue
    private ObjectInfo complete(UploadName upload, Part... parts) {
        return await(completing(upload, Conditions.NONE, parts));
    }

    private byte[] together(byte[]... parts) {
        byte[] all = new byte[Stream.of(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private long blobs() {
        return store.blobs().size();
    }

    @Test
    void objectOfPartsIsReadWholeAndInRangesAfterARestart() {
        UploadName upload = begin("k");
        byte[] first = bytes(PART + 70_001, 1);
        byte[] second = bytes(PART, 2);
        byte[] third = bytes(10, 3);
        Part three = put(upload, 3, third);
        store.reopen();
        Part one = put(upload, 1, first);
        Part two = put(upload, 2, second);
        ObjectInfo made = complete(upload, one, two, three);
        byte[] whole = together(first, second, third);

        store.reopen();

        assertThat(made.etag()).endsWith("-3\"");
        assertThat(made.traits().tags()).containsEntry("t", "1");
        assertThat(store.get("k")).isEqualTo(whole);
        for (Form form : Form.values()) {
            int seam = first.length;
            assertThat(store.get("k", new ByteRange.Between(seam - 3, seam + 3), form))
                    .isEqualTo(Arrays.copyOfRange(whole, seam - 3, seam + 4));
            assertThat(store.get("k", new ByteRange.Suffix(PART + 20), form))
                    .isEqualTo(Arrays.copyOfRange(whole, whole.length - PART - 20, whole.length));
        }
        assertThat(blobs()).isEqualTo(3);
    }

    @Test
    void nothingIsLeftOfPartsThatWereReplacedNotNamedOrGivenUp() {
        UploadName kept = begin("kept");
        put(kept, 1, bytes(100, 1));
        Part one = put(kept, 1, bytes(200, 2));
        put(kept, 2, bytes(300, 3));
        UploadName given = begin("given");
        put(given, 1, bytes(400, 4));
        assertThat(blobs()).isEqualTo(3);

        complete(kept, one);
        await(store.onContext(() -> store.engine().multipart().abort(given)));

        assertThat(blobs()).isEqualTo(1);
        assertThat(store.get("kept")).isEqualTo(bytes(200, 2));
        store.put("kept", bytes(1, 1));
        assertThat(blobs()).isZero();
    }

    @Test
    void destroyedBucketTakesItsUploadsAlong() {
        UploadName upload = begin("k");
        Part one = put(upload, 1, bytes(100, 1));
        complete(upload, one);
        put(begin("l"), 1, bytes(100, 2));

        await(store.engine().destroyBucket(BUCKET, Contents.DESTROY));
        await(store.engine().searched());

        assertThat(blobs()).isZero();
        store.makeBucket();
        ListUploads list = new ListUploads(BUCKET, "", "", Optional.empty(), 10);
        assertThat(await(store.onContext(() -> store.engine().multipart().listUploads(list)))
                        .uploads())
                .isEmpty();
    }

    @Test
    void openObjectStaysReadableWhenItIsOverwritten() {
        UploadName upload = begin("k");
        byte[] first = bytes(PART, 1);
        byte[] second = bytes(PART, 2);
        complete(upload, put(upload, 1, first), put(upload, 2, second));

        OpenObject open = store.open("k", Optional.empty(), Form.REGIONS);
        store.put("k", bytes(1, 1));
        assertThat(blobs()).isEqualTo(2);
        byte[] read = store.read(open);

        assertThat(read).isEqualTo(together(first, second));
        assertThat(blobs()).isZero();
    }

    @Test
    void oneOfManyCompletionsUnderACondition() {
        AtomicInteger won = new AtomicInteger();
        Conditions onlyNew = new Conditions(Optional.empty(), Optional.of("*"), Optional.empty(), Optional.empty());
        List<Future<ObjectInfo>> racing = IntStream.range(0, 16)
                .mapToObj(i -> {
                    UploadName upload = begin("race");
                    return completing(upload, onlyNew, put(upload, 1, bytes(10, i)));
                })
                .toList();

        for (Future<ObjectInfo> completion : racing) {
            try {
                await(completion);
                won.incrementAndGet();
            } catch (StoreException e) {
                assertThat(e.code()).isEqualTo(StoreException.Code.PRECONDITION_FAILED);
            }
        }

        assertThat(won).hasValue(1);
    }

    @Test
    void completionMayBeRepeatedWhileTheObjectIsStillThatOne() {
        UploadName upload = begin("k");
        Part one = put(upload, 1, bytes(10, 1));
        ObjectInfo made = complete(upload, one);

        assertThat(complete(upload, one)).isEqualTo(made);
        store.put("k", bytes(1, 1));
        assertThatThrownBy(() -> complete(upload, one))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(StoreException.Code.NO_SUCH_UPLOAD));
        assertThatThrownBy(() -> put(upload, 2, bytes(1, 1))).hasMessageContaining("there is no upload");
    }

    @Test
    void checksumOfTheWholeIsThatOfItsBytes() {
        for (Algorithm algorithm : List.of(Algorithm.CRC32, Algorithm.CRC32C, Algorithm.CRC64NVME)) {
            UploadName upload = begin("k", Optional.of(new UploadChecksum(algorithm, false)));
            byte[] first = bytes(PART, 1);
            byte[] second = bytes(12_345, 2);
            ObjectInfo made = complete(upload, put(upload, 1, first), put(upload, 2, second));
            Checksum joined = made.traits().checksum().orElseThrow().value();

            assertThat(joined.algorithm()).isEqualTo(algorithm);
            byte[] whole = together(first, second);
            await(store.putting(StoreUnderTest.command("whole", joined), FakeBody.of(whole, 64 * 1024)));
        }
    }

    @Test
    void newTagsChangeNothingElse() {
        byte[] small = bytes(100, 1);
        ObjectInfo before = store.put("small", small);
        UploadName upload = begin("parts");
        complete(upload, put(upload, 1, bytes(100, 2)));

        for (String key : List.of("small", "parts")) {
            ObjectInfo after = await(store.onContext(() -> store.engine().retag(name(key), Map.of("a", "b"))));
            assertThat(after.traits().tags()).isEqualTo(Map.of("a", "b"));
        }
        store.reopen();

        assertThat(store.get("small")).isEqualTo(small);
        assertThat(store.get("parts")).isEqualTo(bytes(100, 2));
        ObjectInfo now = await(store.onContext(() -> store.engine().head(name("small"), Conditions.NONE)));
        assertThat(now.modified()).isEqualTo(before.modified());
        assertThat(now.traits().tags()).containsEntry("a", "b");
    }
}
