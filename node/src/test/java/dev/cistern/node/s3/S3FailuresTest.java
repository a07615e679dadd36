package dev.cistern.node.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.http.Failure;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Failures of the node itself, which no request can provoke at will, in S3's words. */
final class S3FailuresTest {
    private static final Map<Code, String> EXPECTED = Map.of(
            Code.BUSY, "503 SlowDown",
            Code.CLOSED, "503 ServiceUnavailable",
            Code.DISK_FAILED, "503 ServiceUnavailable",
            Code.BACKEND_TIMEOUT, "504 GatewayTimeout",
            Code.NO_SPACE, "507 InsufficientStorage",
            Code.CORRUPT, "500 InternalError",
            Code.INTERNAL, "500 InternalError");

    private static String explained(Throwable cause) {
        Failure failure = S3Failures.explain(cause);
        return failure.status() + " " + failure.code();
    }

    @Test
    void failuresOfTheNodeAreToldInWordsThatClientsKnow() {
        EXPECTED.forEach((code, outcome) -> assertThat(explained(new StoreException(code, "why")))
                .as(code.name())
                .isEqualTo(outcome));
    }

    @Test
    void whatIsNobodysBusinessIsNotTold() {
        Failure failure = S3Failures.explain(new IllegalStateException("a secret"));

        assertThat(failure.status() + " " + failure.code()).isEqualTo("500 InternalError");
        assertThat(failure.message()).doesNotContain("secret");
    }
}
