package dev.cistern.node;

import dev.cistern.conf.load.Sources;
import dev.cistern.node.users.Accounts;
import dev.cistern.node.users.Token;
import dev.cistern.node.users.User;
import dev.cistern.node.users.UserRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real node in this process, on a port of its own, with a client. */
final class RunningNode implements AutoCloseable {
    private static final int SOCKET_TIMEOUT_MILLIS = 20_000;

    private final Node node;
    private boolean closed;
    private String operator = "";
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningNode(Node node) {
        this.node = node;
    }

    static RunningNode start(Path data, String... assignments) throws Exception {
        return start(data, List.of(), assignments);
    }

    static RunningNode start(Path data, List<Path> files, String... assignments) throws Exception {
        List<String> set = new ArrayList<>(List.of(assignments));
        set.add("store.data_dir=" + data);
        set.add("node.listen=127.0.0.1:0");
        set.add("log.level=error");
        return new RunningNode(ServerProcess.start(new Sources(files, Map.of(), set)));
    }

    /** A node that was started in some other way. */
    static RunningNode of(Node node) {
        return new RunningNode(node);
    }

    int port() {
        return node.address().port();
    }

    HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        return send("GET", path, new byte[0], headers);
    }

    /**
     * Sends a request. To the native API and the administration, once there are users, as an administrator, unless the headers
     * say who else; the first user that is made has one beside.
     */
    HttpResponse<byte[]> send(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        boolean ours = path.startsWith("/v1/") || path.startsWith("/_");
        boolean firstUser = method.equals("POST") && path.equals("/v1/users");
        if (!ours
                || List.of(headers).contains("Authorization")
                || (node.accounts().users().isEmpty() && !firstUser)) {
            return sendAsNobody(method, path, body, headers);
        }
        String[] all = Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Authorization";
        all[headers.length + 1] = "Bearer " + operator();
        return sendAsNobody(method, path, body, all);
    }

    /** The token of an administrator, who is made where there is none. */
    String operator() {
        Accounts accounts = node.accounts();
        synchronized (node) {
            if (operator.isEmpty()) {
                User user = accounts.users()
                        .add(UserRequest.administrator("operator"))
                        .user();
                operator = accounts.tokens()
                        .add(user, Token.Use.EVERYTHING, "", Optional.empty())
                        .text();
            }
            return operator;
        }
    }

    /** A token of a user, who is made where there is none of the name, with an id that is the name and {@code -id}. */
    String tokenOf(String name) {
        Accounts accounts = node.accounts();
        String unused = operator();
        User user = accounts.users().named(name).orElseGet(() -> accounts.users()
                .add(new UserRequest(
                        name,
                        Optional.of(name + "-id"),
                        User.Role.ORDINARY,
                        Optional.of("AK-" + name),
                        Optional.of("secret-of-" + name)))
                .user());
        return accounts.tokens()
                .add(user, Token.Use.EVERYTHING, "", Optional.empty())
                .text();
    }

    /** Who has keys and tokens. */
    Accounts accounts() {
        return node.accounts();
    }

    /** Sends a request as it is. */
    HttpResponse<byte[]> sendAsNobody(String method, String path, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofMillis(SOCKET_TIMEOUT_MILLIS))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    /** Makes a bucket of the node, which all users share. */
    void createBucket(String name) throws IOException, InterruptedException {
        int status = send(
                        "POST", "/v1/buckets/" + name, bytes("{\"action\":\"create-bck\",\"value\":{\"shared\":true}}"))
                .statusCode();
        if (status != 200) {
            throw new AssertionError("bucket not created: " + status);
        }
    }

    /** Sends bytes as they are and reads until the node closes the connection. */
    String raw(String request) throws IOException {
        return raw(request, false);
    }

    /** Sends bytes as they are, then closes its side, and reads what the node still has to say. */
    String rawThenClose(String request) throws IOException {
        return raw(request, true);
    }

    private String raw(String request, boolean thenClose) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(SOCKET_TIMEOUT_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            if (thenClose) {
                socket.shutdownOutput();
            }
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /** Does nothing the second time. */
    @Override
    public void close() throws TimeoutException {
        if (!closed) {
            closed = true;
            node.stop().await(30, TimeUnit.SECONDS);
        }
    }
}
