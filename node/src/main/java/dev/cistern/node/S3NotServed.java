package dev.cistern.node;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.http.Surface;
import io.vertx.core.Future;

/** Answers at the place where S3 will be: says plainly that it is not served, and what is. */
final class S3NotServed implements Surface {
    @Override
    public Future<Void> serve(Exchange exchange) {
        throw RequestException.notImplemented(
                "S3 is not served by this version; the native API is, under /v1: see docs/reference/native-api.md");
    }
}
