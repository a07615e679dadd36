package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cistern.backends.BackendAnswer;
import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendObject;
import dev.cistern.backends.BackendPart;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.backends.WritableBackend.Written;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.zip.CRC32C;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every backend does that can be written to, whatever is behind it. Its place is empty at the beginning. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackendContract {
    private static final int MIB = 1 << 20;

    private ContractBackend backend = unopened();

    @SuppressWarnings("NullAway") // opened before all tests
    private static ContractBackend unopened() {
        return null;
    }

    /** Where the backend is; what is behind it runs from now on. */
    abstract String url() throws Exception;

    /** Of the keys that every backend keeps, one that what is behind this one is known not to keep. */
    boolean keeps(String key) {
        return !key.isEmpty();
    }

    /** Whether what is behind it evaluates {@code If-Match} and {@code If-None-Match} of writes at once, or in parts. */
    boolean evaluatesConditions(boolean inParts) {
        return true;
    }

    @BeforeAll
    void open() throws Exception {
        backend = new ContractBackend(url());
    }

    @AfterAll
    void close() throws Exception {
        backend.close();
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }

    private static Fault fault(ThrowingCallable call) {
        BackendException failed = catchThrowableOfType(BackendException.class, call);
        assertThat(failed).as("a failure").isNotNull();
        assertThat(failed).hasMessageMatching("(?s).*(backend|body).*");
        return failed.fault();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100_000, 9 * MIB, 65 * MIB})
    void whatIsPutIsReadBackByteForByte(int size) throws Exception {
        String key = "sized/" + size;
        byte[] body = random(size);

        Written written = backend.put(key, body);

        assertThat(written.lengthBytes()).isEqualTo(size);
        assertThat(written.md5()).isEqualTo(md5(body));
        Optional<BackendObject> head = backend.on(() -> backend.writable.head(key));
        assertThat(head.orElseThrow().lengthBytes()).hasValue(size);
        assertThat(head.orElseThrow().etag()).contains(written.etag());
        assertThat(backend.read(key).orElseThrow()).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8 * MIB, 8 * MIB + 1, 37 * MIB + 5})
    void lengthNeedNotBeKnown(int size) throws Exception {
        String key = "unknown/" + size;
        byte[] body = random(size);

        Written written = backend.put(ContractBackend.unknown(key), body);

        assertThat(written.lengthBytes()).isEqualTo(size);
        assertThat(backend.on(() -> backend.writable.head(key)).orElseThrow().etag())
                .contains(written.etag());
        assertThat(backend.read(key).orElseThrow()).isEqualTo(body);
    }

    @Test
    void propertiesAreKeptWithTheObject() throws Exception {
        Map<String, String> headers =
                Map.of("content-type", "text/x-test", "cache-control", "max-age=60", "content-disposition", "inline");
        Map<String, String> metadata = Map.of("colour", "blue", "size", "a b=c");
        for (OptionalLong length : List.of(OptionalLong.of(3), OptionalLong.empty())) {
            backend.put(
                    new BackendPut("properties", length, Map.of(), Map.of(), headers, metadata), new byte[] {1, 2, 3});

            BackendObject object =
                    backend.on(() -> backend.writable.head("properties")).orElseThrow();
            assertThat(object.headers()).containsAllEntriesOf(headers);
            assertThat(object.metadata()).containsAllEntriesOf(metadata);
        }
    }

    @Test
    void keysAreKeptByteForByte() throws Exception {
        List<String> keys = new ArrayList<>(List.of(
                "keys/a b/ü+x",
                "keys/q?x=1&y#z",
                "keys/100%41",
                "keys/日本/語",
                "keys/a=b;c,d:e@f!g$h'i(j)k*l",
                "keys/~x_y-z.",
                "keys/a//b",
                "keys/folder/"));
        keys.removeIf(key -> !keeps(key));
        for (String key : keys) {
            backend.put(key, key.getBytes(StandardCharsets.UTF_8));
        }

        for (String key : keys) {
            assertThat(backend.read(key)).as(key).hasValueSatisfying(body -> assertThat(
                            new String(body, StandardCharsets.UTF_8))
                    .isEqualTo(key));
        }
        assertThat(backend.listed("keys/", "", 1_000)).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void keyThatIsNotThereIsMissing() throws Exception {
        assertThat(backend.on(() -> backend.writable.head("nobody/here"))).isEmpty();
        assertThat(backend.read("nobody/here")).isEmpty();
        assertThat(backend.on(() -> backend.writable.get("nobody/here", Optional.of("\"x\""))))
                .isInstanceOf(BackendAnswer.Missing.class);
    }

    @Test
    void bytesThatAreKnownAreNotSentAgain() throws Exception {
        String etag = backend.put("known", random(1_000)).etag();

        assertThat(backend.on(() -> backend.writable.get("known", Optional.of(etag))))
                .isInstanceOf(BackendAnswer.NotModified.class);

        backend.put("known", random(1_001));
        BackendAnswer changed = backend.on(() -> backend.writable.get("known", Optional.of(etag)));
        assertThat(changed).isInstanceOf(BackendAnswer.Found.class);
        ((BackendAnswer.Found) changed).body().cancel();
    }

    @Test
    void partIsExactlyTheBytesAskedForAndOfThatObjectAlone() throws Exception {
        byte[] body = random(300_000);
        String etag = backend.put("parts", body).etag();

        for (long[] part : new long[][] {{0, 1}, {0, 300_000}, {299_999, 1}, {100_000, 65_537}}) {
            byte[] read = backend.on(() -> backend.writable
                    .read(new BackendPart("parts", etag, part[0], part[1]))
                    .compose(ContractBackend::collected));
            assertThat(read).isEqualTo(Arrays.copyOfRange(body, (int) part[0], (int) (part[0] + part[1])));
        }
        backend.put("parts", random(300_001));
        assertThat(fault(() -> backend.on(() -> backend.writable.read(new BackendPart("parts", etag, 0, 10)))))
                .isEqualTo(Fault.CONDITION);
        assertThat(fault(() -> backend.on(() -> backend.writable.read(new BackendPart("gone", etag, 0, 10)))))
                .isEqualTo(Fault.CONDITION);
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 9 * MIB})
    void conditionsOfWritesHold(int size) throws Exception {
        Assumptions.assumeTrue(evaluatesConditions(size > 8 * MIB), "what is behind it evaluates no conditions");
        byte[] body = random(size);
        for (OptionalLong length : List.of(OptionalLong.of(size), OptionalLong.empty())) {
            String key = "conditions/" + size + length.isPresent();
            Written first = backend.put(conditional(key, length, "if-none-match", "*"), body);

            assertThat(fault(() -> backend.put(conditional(key, length, "if-none-match", "*"), random(size))))
                    .isEqualTo(Fault.CONDITION);
            assertThat(fault(() -> backend.put(conditional(key, length, "if-match", "\"other\""), random(size))))
                    .isEqualTo(Fault.CONDITION);
            assertThat(backend.read(key).orElseThrow()).isEqualTo(body);
            backend.put(conditional(key, length, "if-match", first.etag()), random(size));
        }
    }

    private static BackendPut conditional(String key, OptionalLong length, String condition, String value) {
        return new BackendPut(key, length, Map.of(condition, value), Map.of(), Map.of(), Map.of());
    }

    @Test
    void bytesThatDoNotComeToTheirChecksumAreNotStored() throws Exception {
        byte[] body = random(10_000);
        CRC32C crc = new CRC32C();
        crc.update(body);
        Map<String, String> right = new HashMap<>(Map.of(
                "md5", md5(body),
                "crc32c", HexFormat.of().toHexDigits((int) crc.getValue()),
                "sha256",
                        HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(body))));
        right.keySet()
                .removeIf(name ->
                        !name.equals("md5") && !backend.writable.compares().contains(name));
        for (Map.Entry<String, String> sum : right.entrySet()) {
            for (OptionalLong length : List.of(OptionalLong.of(body.length), OptionalLong.empty())) {
                String key = "checked/" + sum.getKey() + length.isPresent();
                String wrong = sum.getValue()
                        .replace(sum.getValue().charAt(0), sum.getValue().charAt(0) == '0' ? '1' : '0');

                assertThat(fault(() -> backend.put(checked(key, length, sum.getKey(), wrong), body)))
                        .as(key)
                        .isEqualTo(Fault.CHECKSUM);
                assertThat(backend.read(key)).as(key).isEmpty();
                backend.put(checked(key, length, sum.getKey(), sum.getValue()), body);
            }
        }
    }

    private static BackendPut checked(String key, OptionalLong length, String name, String value) {
        return new BackendPut(key, length, Map.of(), Map.of(name, value), Map.of(), Map.of());
    }

    @Test
    void bodyThatBreaksOffLeavesWhatWasThere() throws Exception {
        byte[] before = random(77);
        backend.put("broken", before);
        for (int size : new int[] {1_000, 17 * MIB}) {
            BackendPut announced =
                    new BackendPut("broken", OptionalLong.of(size + 1L), Map.of(), Map.of(), Map.of(), Map.of());

            assertThat(fault(() -> backend.putBroken(announced, random(size)))).isEqualTo(Fault.BODY);
            assertThat(fault(() -> backend.putBroken(ContractBackend.unknown("broken"), random(size))))
                    .isEqualTo(Fault.BODY);
        }
        assertThat(backend.read("broken").orElseThrow()).isEqualTo(before);
    }

    @Test
    void whatIsRemovedIsGone() throws Exception {
        backend.put("removed", random(10));

        Void unused = backend.on(() -> backend.writable.delete("removed", Map.of()));

        assertThat(backend.read("removed")).isEmpty();
        assertThat(backend.listed("removed", "", 10)).isEmpty();
        try {
            Void again = backend.on(() -> backend.writable.delete("removed", Map.of()));
            assertThat(again).isNull();
        } catch (BackendException missing) {
            assertThat(missing.fault()).isEqualTo(Fault.MISSING);
        }
    }

    @Test
    void manyAreRemovedTogetherAndNoOthers() throws Exception {
        List<String> keys = new ArrayList<>(List.of("many/a&b <c>", "many/\"d'", "many/ü ", "many/%41+"));
        for (int i = 0; i < 12; i++) {
            keys.add("many/" + i);
        }
        keys.removeIf(key -> !keeps(key));
        for (String key : keys) {
            backend.put(key, random(3));
        }
        backend.put("many/stays", random(3));
        keys.add("many/never-was");

        Map<String, BackendException> failed = backend.on(() -> backend.writable.deleteAll(keys));

        assertThat(failed).isEmpty();
        assertThat(backend.listed("many/", "", 100)).containsExactly("many/stays");
    }

    @Test
    void listsAreWholeInOrderAndFoldedPageByPage() throws Exception {
        List<String> keys = List.of("list/a", "list/b/1", "list/b/2", "list/b/3", "list/c", "list/d/4", "list/e");
        for (String key : keys) {
            backend.put(key, random(key.length()));
        }

        for (int atMost : new int[] {1, 2, 3, 1_000}) {
            assertThat(backend.listed("list/", "", atMost)).isEqualTo(keys);
            assertThat(backend.listed("list/", "/", atMost))
                    .containsExactly("list/a", "list/b/", "list/c", "list/d/", "list/e");
        }
        assertThat(backend.listed("list/b/", "/", 2)).containsExactly("list/b/1", "list/b/2", "list/b/3");
        assertThat(backend.listed("list/nothing", "/", 2)).isEmpty();
        Listed first = backend.on(() -> backend.listable.list(new ListPart("list/a", "", Optional.empty(), 1)))
                .objects()
                .get(0);
        assertThat(first.lengthBytes()).isEqualTo(6);
        assertThat(first.etag())
                .isEqualTo(backend.on(() -> backend.writable.head("list/a"))
                        .orElseThrow()
                        .etag()
                        .orElseThrow());
    }
}
