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
    private final Predicate<Exchange> toBucketHost;

    /** @param toBucketHost whether a request names its bucket by its host */
    public Router(Surface administration, Surface nativeApi, Surface rest, Predicate<Exchange> toBucketHost) {
        this.administration = administration;
        this.nativeApi = nativeApi;
        this.rest = rest;
        this.toBucketHost = toBucketHost;
    }

    Surface surface(Exchange exchange) {
        RequestTarget target = exchange.target();
        if (toBucketHost.test(exchange)) {
            return rest;
        }
        if (target.rawPath().startsWith("/_")) {
            return administration;
        }
        if (target.isUnder("/v1")) {
            return isAdministration(target) ? administration : nativeApi;
        }
        return rest;
    }

    private static boolean isAdministration(RequestTarget target) {
        return target.isUnder("/v1/settings")
                || target.isUnder("/v1/cluster/members")
                || target.isUnder("/v1/connections")
                || target.isUnder("/v1/advice")
                || target.isUnder("/v1/users")
                || target.isUnder("/v1/master-keys")
                || target.isUnder("/v1/policies");
    }
}
