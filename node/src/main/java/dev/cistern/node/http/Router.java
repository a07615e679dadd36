package dev.cistern.node.http;

/**
 * Which surface a path belongs to. {@code /_…} is the node's own, since no bucket name can begin so; {@code /v1} is the
 * native API, since no bucket name has two characters; the rest is S3's.
 */
public final class Router {
    private final Surface administration;
    private final Surface nativeApi;
    private final Surface rest;

    public Router(Surface administration, Surface nativeApi, Surface rest) {
        this.administration = administration;
        this.nativeApi = nativeApi;
        this.rest = rest;
    }

    Surface surface(RequestTarget target) {
        if (target.rawPath().startsWith("/_")) {
            return administration;
        }
        if (target.isUnder("/v1")) {
            return isAdministration(target) ? administration : nativeApi;
        }
        return rest;
    }

    private static boolean isAdministration(RequestTarget target) {
        return target.isUnder("/v1/settings") || target.isUnder("/v1/connections") || target.isUnder("/v1/advice");
    }
}
