package dev.cistern.node.http;

import java.util.function.Predicate;

/**
 * Which surface a path belongs to. {@code /_…} is the node's own, since no bucket name can begin so; {@code /v1} is the
 * native API, since no bucket name has two characters; the rest is S3's, and so is everything that was sent to a host that is named
 * like a bucket.
 */
public final class Router {
    private final Surface administration;
    private final Surface nativeApi;
    private final Surface rest;
    private final Marks marks;

    /**
     * What tells requests apart.
     *
     * @param administered whether a target under {@code /v1} is the administration's
     * @param toBucketHost whether a request names its bucket by its host
     */
    public record Marks(Predicate<RequestTarget> administered, Predicate<Exchange> toBucketHost) {}

    public Router(Surface administration, Surface nativeApi, Surface rest, Marks marks) {
        this.administration = administration;
        this.nativeApi = nativeApi;
        this.rest = rest;
        this.marks = marks;
    }

    Surface surface(Exchange exchange) {
        RequestTarget target = exchange.target();
        if (marks.toBucketHost.test(exchange)) {
            return rest;
        }
        if (target.rawPath().startsWith("/_")) {
            return administration;
        }
        if (target.isUnder("/v1")) {
            return marks.administered.test(target) ? administration : nativeApi;
        }
        return rest;
    }

    /** Whether it serves objects, and not who looks after the node, or other nodes. */
    boolean isForClients(Surface surface) {
        return surface != administration;
    }
}
