import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** What a client's program in Java starts with; steps are told to the file $REPORT, all else goes to the log. */
final class Steps {
    static final String ENDPOINT = System.getenv("S3_ENDPOINT");
    static final boolean TLS = ENDPOINT.startsWith("https:");
    static final String BUCKET = System.getenv("BUCKET");
    static final String ACCESS_KEY = System.getenv("AWS_ACCESS_KEY_ID");
    static final String SECRET_KEY = System.getenv("AWS_SECRET_ACCESS_KEY");
    static final byte[] SMALL = read("SMALL");
    static final byte[] LARGE = read("LARGE");
    static final List<String> ODD = new String(read("KEYS"), StandardCharsets.UTF_8).lines().toList();

    private Steps() {}

    interface Step {
        void take() throws Exception;
    }

    /** A step that cannot be taken, and why. */
    static final class Skip extends Exception {
        private static final long serialVersionUID = 1;

        Skip(String why) {
            super(why);
        }
    }

    static void step(String name, Step step) throws IOException {
        System.out.println("== " + name);
        try {
            step.take();
            tell(name, "ok", "");
        } catch (Skip e) {
            tell(name, "skipped", e.getMessage());
        } catch (Exception | AssertionError e) {
            e.printStackTrace(System.out);
            tell(name, "FAIL", e.toString());
        }
    }

    static void same(byte[] seen, byte[] expected) {
        if (!Arrays.equals(seen, expected)) {
            throw new AssertionError(seen.length + " bytes that are not the " + expected.length + " expected");
        }
    }

    static void same(Object seen, Object expected) {
        if (!seen.equals(expected)) {
            throw new AssertionError(seen + " instead of " + expected);
        }
    }

    /** The keys with {@code odd/} before them, as S3 orders them. */
    static List<String> oddInOrder(List<String> keys) {
        return keys.stream()
                .map(key -> "odd/" + key)
                .sorted((a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b)))
                .toList();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A plain request, as anybody with the URL can make it: the body of the answer. */
    static byte[] fetch(String method, URI url, byte[] body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new AssertionError(answer.statusCode() + " " + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }

    private static void tell(String name, String outcome, String note) throws IOException {
        String line = name + "\t" + outcome + "\t" + note.replaceAll("\\s+", " ") + "\n";
        Files.writeString(Path.of(System.getenv("REPORT")), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static byte[] read(String variable) {
        try {
            return Files.readAllBytes(Path.of(System.getenv(variable)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
