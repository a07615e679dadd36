package dev.cistern.node.s3;

import dev.cistern.node.http.Exchange;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a request is addressed to: the service, a bucket or an object. The bucket stands in the path, or in the host, as the
 * label before one of the domains of the settings.
 *
 * @param bucket not yet checked; empty for the service
 * @param key empty for a bucket
 */
record S3Address(Optional<String> bucket, String key) {

    static S3Address of(Exchange exchange, List<String> domains) {
        Optional<String> inHost = bucketOfHost(exchange.host(), domains);
        String path = exchange.target().after("");
        if (inHost.isPresent()) {
            return new S3Address(inHost, path);
        }
        int slash = path.indexOf('/');
        if (path.isEmpty()) {
            return new S3Address(Optional.empty(), "");
        }
        return slash < 0
                ? new S3Address(Optional.of(path), "")
                : new S3Address(Optional.of(path.substring(0, slash)), path.substring(slash + 1));
    }

    /** @param host with its port or without */
    static Optional<String> bucketOfHost(String host, List<String> domains) {
        if (domains.isEmpty() || host.isEmpty() || host.startsWith("[")) {
            return Optional.empty();
        }
        int colon = host.indexOf(':');
        String name = (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        return domains.stream()
                .filter(domain -> name.length() > domain.length() + 1 && name.endsWith("." + domain))
                .findFirst()
                .map(domain -> name.substring(0, name.length() - domain.length() - 1));
    }
}
