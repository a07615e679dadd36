package dev.cistern.node.http;

import io.vertx.core.Future;

/** A family of requests with one vocabulary: native, administration, S3. */
@FunctionalInterface
public interface Surface {

    /**
     * Answers one exchange. Runs on the connection's event loop and must not block.
     *
     * @return completes when the response has been handed to the connection; a failure is answered by the front
     */
    Future<Void> serve(Exchange exchange);

    /** What a failure of {@link #serve} means to the client. */
    default Failure explain(Throwable cause) {
        return Failure.of(cause);
    }

    /** Answers with a failure, in the words of this family. */
    default Future<Void> tell(Exchange exchange, Failure failure) {
        return FailureJson.answer(exchange, failure);
    }
}
