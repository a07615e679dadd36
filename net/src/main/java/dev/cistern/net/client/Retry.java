package dev.cistern.net.client;

import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Set;

/** When a request whose connection was lost may be sent once more. */
final class Retry {
    /** With one of these, a PUT or DELETE that was done may be refused the second time, or undo what came between. */
    private static final List<String> CONDITIONS = List.of("if-match", "if-none-match", "if-unmodified-since");

    private static final Set<HttpMethod> SAFE =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS, HttpMethod.TRACE);

    /** RFC 9110 §9.2.2: doing it twice leaves the server as doing it once. */
    private static final Set<HttpMethod> IDEMPOTENT = Set.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS, HttpMethod.TRACE);

    private Retry() {}

    /**
     * Whether nothing is lost or done twice by sending it again: the server cannot have acted on it, or acting twice
     * does no harm; and its body is still there.
     *
     * @param request the request
     * @param lost how far it had come
     */
    static boolean isSafe(HttpRequest request, Progress lost) {
        if (lost.responseBegan()) {
            return false;
        }
        boolean bodyIsThere = !lost.bodyTaken() || request.body().replayable();
        return bodyIsThere && (!lost.headSent() || isRepeatable(request));
    }

    private static boolean isRepeatable(HttpRequest request) {
        return SAFE.contains(request.method())
                || (IDEMPOTENT.contains(request.method())
                        && CONDITIONS.stream()
                                .noneMatch(name -> request.headers().contains(name)));
    }

    /**
     * How far an exchange had come when its connection was lost.
     *
     * @param headSent the kernel had all of its headers, so the server may have them
     * @param bodyTaken its body was read from
     * @param responseBegan a byte of the response had come
     */
    record Progress(boolean headSent, boolean bodyTaken, boolean responseBegan) {}
}
