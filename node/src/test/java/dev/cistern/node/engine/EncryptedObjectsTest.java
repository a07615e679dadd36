package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static dev.cistern.node.engine.StoreUnderTest.bytes;
import static dev.cistern.node.engine.StoreUnderTest.name;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.ByteRange;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.CustomerKey;
import dev.cistern.node.store.Encryption;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that lie encrypted: they come back, and nothing of them is on the disk. */
final class EncryptedObjectsTest {
    private static final CustomerKey KEY = new CustomerKey(bytes(32, 99));
    private static final CustomerKey OTHER_KEY = new CustomerKey(bytes(32, 98));
    private static final Encryption BY_NODE = new Encryption.ByNode();
    private static final Encryption BY_CUSTOMER = new Encryption.ByCustomer(KEY);
    /** Below and above what lives in records, and what a sealed block holds. */
    private static final int[] SIZES = {0, 1, 5000, 16 * 1024, 16 * 1024 + 1, 65_519, 65_520, 65_521, 131_040, 700_000};

    private final Path folder;
    private final StoreUnderTest store;

    EncryptedObjectsTest(@TempDir Path folder) {
        this.folder = folder;
        this.store = StoreUnderTest.inFiles(folder.resolve("data"));
        store.makeBucket();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @CanIgnoreReturnValue
    private ObjectInfo put(String key, byte[] body, Encryption encryption) {
        return put(key, body, BodyChecks.NONE, Optional.of(encryption));
    }

    private ObjectInfo put(String key, byte[] body, BodyChecks checks, Optional<Encryption> encryption) {
        PutCommand command = new PutCommand(
                name(key),
                OptionalLong.of(body.length),
                checks,
                Conditions.NONE,
                Map.of(),
                Map.of(),
                Map.of("t", "1"),
                ObjectLock.NONE,
                encryption);
        return await(store.putting(command, FakeBody.of(body, 10_000)));
    }

    private byte[] get(String key, Optional<ByteRange> range, Form form, Optional<CustomerKey> with) {
        GetCommand command =
                new GetCommand(name(key), range, Conditions.NONE, Freshness.STORED, form, Optional.empty(), with);
        return store.read(await(store.onContext(() -> store.engine().get(command))));
    }

    private byte[] get(String key, Optional<CustomerKey> with) {
        return get(key, Optional.empty(), Form.REGIONS, with);
    }

    private static void assertFails(Code code, ThrowingCallable work) {
        assertThatThrownBy(work).isInstanceOfSatisfying(StoreException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }

    @Test
    void objectsOfAllSizesComeBackWithTheirSizesAndSurviveARestart() {
        for (int size : SIZES) {
            put("n" + size, bytes(size, size), BY_NODE);
            put("c" + size, bytes(size, size), BY_CUSTOMER);
        }
        store.reopen();
        for (int size : SIZES) {
            assertThat(get("n" + size, Optional.empty())).isEqualTo(bytes(size, size));
            assertThat(get("c" + size, Optional.of(KEY))).isEqualTo(bytes(size, size));
        }
        ListCommand all = new ListCommand(BUCKET, "", "", Optional.empty(), 1000);
        assertThat(await(store.engine().list(all)).objects())
                .hasSize(2 * SIZES.length)
                .allSatisfy(object -> assertThat(object.name().key()).endsWith(Long.toString(object.size())));
    }

    @Test
    void rangesAreThoseOfThePlainBytes() {
        byte[] body = bytes(700_000, 1);
        put("n", body, BY_NODE);
        put("small", Arrays.copyOf(body, 9000), BY_NODE);
        Random random = new Random(5);
        for (int i = 0; i < 300; i++) {
            boolean small = i % 3 == 0;
            int size = small ? 9000 : body.length;
            int from = random.nextInt(size);
            int last = from + random.nextInt(i % 2 == 0 ? 100 : size);
            Form form = i % 5 == 0 ? Form.BUFFERS : Form.REGIONS;
            byte[] part =
                    get(small ? "small" : "n", Optional.of(new ByteRange.Between(from, last)), form, Optional.empty());
            assertThat(part).isEqualTo(Arrays.copyOfRange(body, from, Math.min(size, last + 1)));
        }
        for (int edge : new int[] {65_519, 65_520, 65_521, 131_040}) {
            assertThat(get("n", Optional.of(new ByteRange.Between(edge, edge)), Form.REGIONS, Optional.empty()))
                    .containsExactly(body[edge]);
            assertThat(get("n", Optional.of(new ByteRange.From(edge)), Form.REGIONS, Optional.empty()))
                    .isEqualTo(Arrays.copyOfRange(body, edge, body.length));
        }
    }

    @Test
    void rangeReadsNoMoreThanTheBlocksItTouches() throws IOException {
        byte[] body = bytes(700_000, 1);
        put("n", body, BY_NODE);
        Path blob;
        try (Stream<Path> files = Files.walk(folder.resolve("data/blobs"))) {
            blob = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        byte[] file = Files.readAllBytes(blob);
        file[3 * 65_536 + 5] ^= 1;
        Files.write(blob, file);

        byte[] before = get("n", Optional.of(new ByteRange.Between(0, 3 * 65_520 - 1)), Form.REGIONS, Optional.empty());
        assertThat(before).isEqualTo(Arrays.copyOf(body, 3 * 65_520));
        assertThat(get("n", Optional.of(new ByteRange.From(4 * 65_520)), Form.REGIONS, Optional.empty()))
                .isEqualTo(Arrays.copyOfRange(body, 4 * 65_520, body.length));
        assertFails(
                Code.CORRUPT,
                () -> get(
                        "n",
                        Optional.of(new ByteRange.Between(3 * 65_520, 3 * 65_520)),
                        Form.REGIONS,
                        Optional.empty()));
    }

    @Test
    void nothingOfABodyIsOnTheDisk() throws IOException {
        String marker = "Colonel Mustard in the library with the candlestick. ";
        byte[] small = marker.repeat(3).getBytes(StandardCharsets.US_ASCII);
        byte[] large = marker.repeat(20_000).getBytes(StandardCharsets.US_ASCII);
        put("n-small", small, BY_NODE);
        put("n-large", large, BY_NODE);
        put("c-small", small, BY_CUSTOMER);
        put("c-large", large, BY_CUSTOMER);
        assertThat(get("n-large", Optional.empty())).isEqualTo(large);
        byte[] mustBeThere = "n-small".getBytes(StandardCharsets.US_ASCII);
        await(store.engine().close());

        assertThat(holders(mustBeThere)).isNotEmpty();
        assertThat(holders("candlestick".getBytes(StandardCharsets.US_ASCII))).isEmpty();
        assertThat(holders(Arrays.copyOf(KEY.bytes(), 16))).isEmpty();
        byte[] md5 = BodyDigests.digest("MD5").digest(large);
        assertThat(holders(md5)).as("the MD5 of what the node's key hides").isNotEmpty();
    }

    @Test
    void notEvenADigestOfWhatACustomersKeyHidesIsOnTheDisk() throws IOException {
        byte[] body = bytes(100_000, 3);
        byte[] md5 = BodyDigests.digest("MD5").digest(body);
        ObjectInfo one = put("one", body, BY_CUSTOMER);
        ObjectInfo two = put("two", body, BY_CUSTOMER);
        await(store.engine().close());

        assertThat(one.etag()).matches("\"[0-9a-f]{32}\"").isNotEqualTo(two.etag());
        assertThat(one.md5()).isNotEqualTo(HexFormat.of().formatHex(md5));
        assertThat(holders(md5)).isEmpty();
    }

    /** Files of the data folder that hold these bytes. */
    private List<Path> holders(byte[] wanted) throws IOException {
        String needle = new String(wanted, StandardCharsets.ISO_8859_1);
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> read(file).contains(needle))
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void keyIsNeededAndMustBeTheRightOne() {
        put("c", bytes(100, 1), BY_CUSTOMER);
        put("n", bytes(100, 1), BY_NODE);
        store.put("plain", bytes(100, 1));

        assertFails(Code.KEY_REQUIRED, () -> get("c", Optional.empty()));
        assertFails(Code.KEY_WRONG, () -> get("c", Optional.of(OTHER_KEY)));
        assertFails(Code.KEY_NEEDLESS, () -> get("n", Optional.of(KEY)));
        assertFails(Code.KEY_NEEDLESS, () -> get("plain", Optional.of(KEY)));
    }

    @Test
    void checksumsAreThoseOfThePlainBytes() {
        byte[] body = bytes(100_000, 1);
        Checksum sha = new Checksum(
                Algorithm.SHA256,
                HexFormat.of().formatHex(BodyDigests.digest("SHA-256").digest(body)));
        Checksum wrong = new Checksum(Algorithm.SHA256, "00".repeat(32));
        BodyChecks kept = new BodyChecks(List.of(sha), Optional.empty(), Optional.of(Algorithm.SHA256), List::of);

        ObjectInfo stored = put("k", body, kept, Optional.of(BY_NODE));

        assertThat(stored.traits().checksum().orElseThrow().value()).isEqualTo(sha);
        assertThat(stored.md5())
                .isEqualTo(HexFormat.of().formatHex(BodyDigests.digest("MD5").digest(body)));
        assertFails(
                Code.CHECKSUM_MISMATCH,
                () -> put("k", bytes(100_000, 2), BodyChecks.announced(List.of(wrong)), Optional.of(BY_NODE)));
        assertFails(
                Code.CHECKSUM_MISMATCH,
                () -> put("k", bytes(10, 2), BodyChecks.announced(List.of(wrong)), Optional.of(BY_CUSTOMER)));
        assertThat(get("k", Optional.empty())).isEqualTo(body);
    }

    @Test
    void bucketsDefaultIsForWhatDoesNotSayOtherwise() {
        await(store.engine().configure(BUCKET, BucketDocument.ENCRYPTION, Optional.of("AES256")));
        ObjectInfo byDefault = put("d", bytes(20_000, 1), BodyChecks.NONE, Optional.empty());
        ObjectInfo byCustomer = put("c", bytes(20_000, 1), BY_CUSTOMER);
        await(store.engine().configure(BUCKET, BucketDocument.ENCRYPTION, Optional.empty()));
        ObjectInfo plain = put("p", bytes(20_000, 1), BodyChecks.NONE, Optional.empty());

        assertThat(byDefault.traits().encrypted().orElseThrow().isByCustomer()).isFalse();
        assertThat(byCustomer.traits().encrypted().orElseThrow().isByCustomer()).isTrue();
        assertThat(plain.traits().encrypted()).isEmpty();
        assertThat(get("d", Optional.empty())).isEqualTo(bytes(20_000, 1));
    }

    @Test
    void versionsAreEncryptedEachInItsOwnWayAndStayReadable() {
        await(store.engine().configure(BUCKET, BucketDocument.VERSIONING, Optional.of("Enabled")));
        ObjectInfo byNode = put("v", bytes(100_000, 1), BY_NODE);
        ObjectInfo byCustomer = put("v", bytes(200, 2), BY_CUSTOMER);
        ObjectInfo plain = store.put("v", bytes(100_000, 3));
        store.reopen();

        assertThat(version(byNode, Optional.empty())).isEqualTo(bytes(100_000, 1));
        assertThat(version(byCustomer, Optional.of(KEY))).isEqualTo(bytes(200, 2));
        assertThat(version(plain, Optional.empty())).isEqualTo(bytes(100_000, 3));
        assertFails(Code.KEY_REQUIRED, () -> version(byCustomer, Optional.empty()));
    }

    private byte[] version(ObjectInfo which, Optional<CustomerKey> with) {
        GetCommand command = new GetCommand(
                which.name(),
                Optional.empty(),
                Conditions.NONE,
                Freshness.STORED,
                Form.REGIONS,
                Optional.of(which.versionId()),
                with);
        return store.read(await(store.onContext(() -> store.engine().get(command))));
    }

    @Test
    void retaggedObjectStaysEncryptedAndReadable() {
        put("small", bytes(100, 1), BY_NODE);
        put("large", bytes(100_000, 1), BY_NODE);
        for (String key : List.of("small", "large")) {
            ObjectInfo retagged = await(store.onContext(() -> store.engine().retag(name(key), Map.of("u", "2"))));
            assertThat(retagged.traits().encrypted()).isPresent();
        }
        assertThat(get("small", Optional.empty())).isEqualTo(bytes(100, 1));
        assertThat(get("large", Optional.empty())).isEqualTo(bytes(100_000, 1));
    }

    @Test
    void withoutItsMasterKeyTheNodeServesTheRestAndMakesNoOther() throws IOException {
        put("n", bytes(100_000, 1), BY_NODE);
        put("c", bytes(100_000, 2), BY_CUSTOMER);
        store.put("plain", bytes(100_000, 3));
        Path keys = folder.resolve("data/master-keys");
        Path backup = folder.resolve("backup");
        await(store.engine().close());
        Files.move(keys, backup);
        store.reopen();

        assertFails(Code.MASTER_KEY_UNUSABLE, () -> get("n", Optional.empty()));
        assertFails(Code.MASTER_KEY_UNUSABLE, () -> put("new", bytes(10, 1), BY_NODE));
        assertThat(keys).doesNotExist();
        assertThat(store.get("plain")).isEqualTo(bytes(100_000, 3));
        assertThat(get("c", Optional.of(KEY))).isEqualTo(bytes(100_000, 2));
        put("c2", bytes(10, 1), BY_CUSTOMER);

        Files.move(backup, keys);
        assertThat(get("n", Optional.empty())).isEqualTo(bytes(100_000, 1));
    }

    @Test
    void masterKeyMayLieElsewhere() throws IOException {
        Path elsewhere = folder.resolve("safe");
        var settings = StoreUnderTest.settings(folder.resolve("other"));
        try (StoreUnderTest other = new StoreUnderTest(
                folder.resolve("other"),
                new StoreSettings(
                        settings.dataDir(),
                        settings.disks(),
                        settings.durability(),
                        settings.inlineMaxBytes(),
                        settings.space(),
                        settings.bufferBytes(),
                        settings.threads(),
                        settings.caches(),
                        settings.scrub(),
                        settings.segments(),
                        elsewhere),
                Outside.REAL)) {
            other.makeBucket();
            await(other.engine().configure(BUCKET, BucketDocument.ENCRYPTION, Optional.of("AES256")));
            other.put("k", bytes(10, 1));
        }
        assertThat(elsewhere).exists();
        assertThat(folder.resolve("other/master-keys")).doesNotExist();
    }
}
