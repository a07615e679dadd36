package dev.cistern.node.s3;

import dev.cistern.node.s3.cors.CorsRules;
import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.Future;

/** Answers browsers that ask what a page of another site may send, before it sends it. Nobody needs leave to ask. */
final class PreflightHandler {

    Future<Void> answer(S3Request request) {
        if (request.configured().isEmpty()) {
            throw new S3Exception(S3Error.ACCESS_FORBIDDEN, "CORSResponse: Bucket not found");
        }
        CorsRules.answerBefore(
                request.configured().flatMap(S3Bucket::cors),
                request.http().headers(),
                request.response().headers());
        return request.answer(200);
    }
}
