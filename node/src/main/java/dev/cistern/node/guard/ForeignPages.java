package dev.cistern.node.guard;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.netty.util.NetUtil;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of the web away from a node that asks nobody for an identity: a browser on its machine reaches it, and sends what
 * a page tells it to. Two things give such a request away. Its {@code Host} is a name that is not the node's, where the page
 * has made its own name point to this machine (DNS rebinding). Its {@code Origin} or {@code Sec-Fetch-Site}, which no page can
 * forge, is another's (cross-site request forgery). Clients that are no browsers send neither. Used by any thread.
 */
final class ForeignPages {
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final Supplier<List<String>> names;

    /** @param names of the node, which may stand behind others and a dot; asked for each request */
    ForeignPages(Supplier<List<String>> names) {
        this.names = names;
    }

    /** @throws RequestException where the request was sent to a name that is not the node's */
    void requireOwnHost(Exchange exchange) {
        String host = withoutPort(exchange.host()).toLowerCase(Locale.ROOT);
        // An address in Host is the node's own; it cannot be made another's.
        if (host.isEmpty() || isAddress(host) || isNamed(host, "localhost")) {
            return;
        }
        for (String name : names.get()) {
            if (isNamed(host, name.toLowerCase(Locale.ROOT))) {
                return;
            }
        }
        throw RequestException.forbidden("this node has no administrator, and is not called '" + host
                + "', so that a page of the web could have sent this; use its address, add the name to s3.domains, or make"
                + " a user with ./cistern user add NAME --admin");
    }

    /**
     * Refuses what a page of elsewhere has a browser change. What it has a browser read, it cannot see.
     *
     * @param isTrusted whether the bucket's own rules let in the pages of an origin
     */
    void requireNoForeignPage(Exchange exchange, Predicate<String> isTrusted) {
        if (SAFE_METHODS.contains(exchange.method().name())) {
            return;
        }
        String origin = exchange.header("Origin");
        String site = exchange.header("Sec-Fetch-Site");
        boolean foreignSite = site != null && !site.equals("same-origin") && !site.equals("none");
        boolean foreign = origin == null ? foreignSite : !isSame(origin, exchange.host());
        if (foreign && (origin == null || !isTrusted.test(origin))) {
            throw RequestException.forbidden("this node has no administrator, and a page of " + shown(origin)
                    + " has sent this, which pages of elsewhere may not; make a user with ./cistern user add NAME --admin,"
                    + " and let the page prove who it is");
        }
    }

    private static String shown(@Nullable String origin) {
        return origin == null || origin.equals("null") ? "another origin" : "'" + origin + "'";
    }

    private static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || (host.startsWith("[") && NetUtil.isValidIpV6Address(host));
    }

    private static boolean isNamed(String host, String name) {
        return host.equals(name) || host.endsWith("." + name);
    }

    private static boolean isSame(String origin, String host) {
        int authority = origin.indexOf("://");
        return authority > 0 && origin.substring(authority + 3).equalsIgnoreCase(host);
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon < 0 || host.endsWith("]") ? host : host.substring(0, colon);
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
