package dev.cistern.net.client;

/** When a request whose connection was lost may be sent once more. */
final class Retry {
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
        return bodyIsThere && (!lost.headSent() || request.isRepeatable());
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
