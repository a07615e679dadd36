package dev.cistern.node.s3.form;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class FormReaderTest {
    private static final String TYPE = "multipart/form-data; boundary=\"b--x\"";
    private static final byte[] NOTHING = new byte[0];

    private static byte[] form(String fields, byte[] file, String end) {
        String head = fields + "--b--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\n";
        return Buffer.buffer(head, "UTF-8")
                .appendBytes(file)
                .appendString(end, "UTF-8")
                .getBytes();
    }

    private static String field(String name, String value) {
        return "--b--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static Future<Form> read(byte[] body, int size) {
        return FormReader.read(new PushedBody(body, size), TYPE);
    }

    /** What a file is read to: its bytes, or why it failed. */
    private static Object file(Form form) {
        Buffer all = Buffer.buffer();
        Object[] outcome = {"open"};
        var unused = form.file()
                .handler(all::appendBuffer)
                .exceptionHandler(cause -> outcome[0] = cause)
                .endHandler(end -> outcome[0] = all)
                .resume();
        return outcome[0];
    }

    private static S3Error error(Future<Form> form) {
        return ((S3Exception) form.cause()).error();
    }

    private static S3Error error(Object outcome) {
        return ((S3Exception) outcome).error();
    }

    @Test
    void fieldsAndFileAreTheSameHoweverTheBytesCome() {
        byte[] file = "\r\n--b--\r\n--b--y\r\r\n-\r\n--b-".getBytes(StandardCharsets.UTF_8);
        byte[] body = form(
                "preamble\r\n" + field("key", "grün/\r\n--b") + field("Acl", ""), file, "\r\n--b--x--\r\nepilogue");
        for (int size = 1; size <= body.length; size++) {
            Form form = read(body, size).result();

            assertThat(form.fields()).containsOnly(Map.entry("key", "grün/\r\n--b"), Map.entry("acl", ""));
            assertThat(form.fileName()).isEqualTo("a.txt");
            assertThat(file(form)).as("in pieces of %d", size).isEqualTo(Buffer.buffer(file));
        }
    }

    @Test
    void fileIsReadAtTheReadersPaceAndNeverHeldWhole() {
        byte[] file = new byte[1 << 20];
        new Random(7).nextBytes(file);
        PushedBody body = new PushedBody(form(field("key", "k"), file, "\r\n--b--x--\r\n"), 8 * 1024);
        FormFile stream = FormReader.read(body, TYPE).result().file();
        List<Buffer> given = new ArrayList<>();
        var unused = stream.handler(given::add).endHandler(end -> given.add(Buffer.buffer("end")));
        int left = body.left();

        for (int asked = 1; asked <= 10; asked++) {
            var same = stream.fetch(1);
            assertThat(same).isSameAs(stream);
            assertThat(given).hasSize(asked);
            assertThat(body.left()).isGreaterThanOrEqualTo(left - asked);
        }
        var resumed = stream.resume();
        assertThat(resumed).isSameAs(stream);
        Buffer all = Buffer.buffer();
        given.forEach(all::appendBuffer);
        assertThat(all).isEqualTo(Buffer.buffer(file).appendString("end"));
    }

    @Test
    void fileOutsideItsLimitsFails() {
        byte[] body = form("", new byte[100], "\r\n--b--x--");
        Form tooLarge = read(body, 50).result();
        tooLarge.file().limit(0, 99);
        assertThat(error(file(tooLarge))).isEqualTo(S3Error.ENTITY_TOO_LARGE);
        Form tooSmall = read(body, 50).result();
        tooSmall.file().limit(101, 1_000);
        assertThat(error(file(tooSmall))).isEqualTo(S3Error.ENTITY_TOO_SMALL);
        Form just = read(body, 50).result();
        just.file().limit(100, 100);
        assertThat(file(just)).isEqualTo(Buffer.buffer(new byte[100]));
    }

    @Test
    void fileThatIsCutOffFails() {
        assertThat(error(file(read(form("", new byte[100], ""), 64).result()))).isEqualTo(S3Error.MALFORMED_POST);
        assertThat(error(file(read(form("", new byte[100], "\r\n--b--"), 64).result())))
                .isEqualTo(S3Error.MALFORMED_POST);
    }

    @Test
    void whatFollowsTheFileIsIgnoredButBounded() {
        byte[] more = form("", NOTHING, "\r\n" + field("acl", "public-read") + "--b--x--");
        Form form = read(more, 16).result();
        assertThat(file(form)).isEqualTo(Buffer.buffer());
        assertThat(form.fields()).isEmpty();
        byte[] endless = form("", NOTHING, "\r\n--b--x--" + "e".repeat(70_000));
        assertThat(error(file(read(endless, 1_024).result()))).isEqualTo(S3Error.MALFORMED_POST);
    }

    @Test
    void fieldsHaveALimitAllTogether() {
        assertThat(read(form(field("a", "v".repeat(20_000)), NOTHING, "\r\n--b--x--"), 100)
                        .succeeded())
                .isTrue();
        byte[] tooMuch = form(field("a", "v".repeat(10_240)) + field("b", "v".repeat(10_240)), NOTHING, "\r\n--b--x--");
        assertThat(error(read(tooMuch, 100))).isEqualTo(S3Error.MAX_POST_FIELDS);
        assertThat(error(read(tooMuch, 100_000))).isEqualTo(S3Error.MAX_POST_FIELDS);
        PushedBody endless = new PushedBody("x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8), 1_000);
        assertThat(error(FormReader.read(endless, TYPE))).isEqualTo(S3Error.MAX_POST_FIELDS);
        assertThat(endless.left()).isGreaterThan(900);
    }

    @Test
    void whatIsNoFormIsRefused() {
        assertThat(error(read("".getBytes(StandardCharsets.UTF_8), 10))).isEqualTo(S3Error.MALFORMED_POST);
        byte[] nameless = "--b--x\r\nContent-Type: a\r\n\r\nv\r\n--b--x--".getBytes(StandardCharsets.UTF_8);
        assertThat(error(read(nameless, 10))).isEqualTo(S3Error.MALFORMED_POST);
        byte[] glued = "--b--xy\r\n\r\n".getBytes(StandardCharsets.UTF_8);
        assertThat(error(read(glued, 10))).isEqualTo(S3Error.MALFORMED_POST);
        byte[] noFile = (field("key", "k") + "--b--x--\r\n").getBytes(StandardCharsets.UTF_8);
        assertThat(error(read(noFile, 10))).isEqualTo(S3Error.INCORRECT_NUMBER_OF_FILES);
    }

    @Test
    void nameOfAFileComesWithoutItsFoldersAndItsQuotes() {
        String part = "\r\nContent-Disposition: form-data; name=file; filename=\"";
        assertThat(PartHeader.parse(part + "C:\\dir\\x.txt\"").fileName()).isEqualTo("x.txt");
        assertThat(PartHeader.parse(part + "/etc/x;y=\\\"z\\\".txt\"").fileName())
                .isEqualTo("x;y=\"z\".txt");
        assertThat(PartHeader.parse(part + "\"").name()).isEqualTo("file");
    }
}
