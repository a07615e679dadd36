package dev.cistern.backends.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.conf.RetrySettings;
import dev.cistern.net.client.HttpResponse;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UpstreamClientTest {
    private static final long SECOND = 1_000_000_000L;
    private static final RetrySettings SETTINGS =
            new RetrySettings(3, Duration.ofSeconds(30), 4, Duration.ofSeconds(2), Duration.ZERO);

    private Vertx vertx = unmade();

    @SuppressWarnings("NullAway") // made before all tests
    private static Vertx unmade() {
        return null;
    }

    @BeforeAll
    void make() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    void close() throws Exception {
        Void unused = vertx.close().await(60, TimeUnit.SECONDS);
    }

    private void onLoop(Scene.Play play) throws Exception {
        Scene.play(vertx, SETTINGS, play);
    }

    private static Fault fault(Future<HttpResponse> answer) {
        assertThat(answer.failed()).isTrue();
        assertThat(answer.cause()).isInstanceOf(BackendException.class);
        return ((BackendException) answer.cause()).fault();
    }

    @Test
    void hostThatFailsIsAskedAgainAfterAPauseAndTheLastAnswerIsGiven() throws Exception {
        onLoop(scene -> {
            Future<HttpResponse> answer = scene.ask(HttpMethod.GET);
            scene.answer(500);
            assertThat(scene.sent).hasSize(1);
            scene.time.pass(SECOND);
            assertThat(scene.sent).hasSize(2);
            scene.answer(502);
            scene.time.pass(SECOND);
            scene.answer(500);
            scene.time.pass(60 * SECOND);

            assertThat(scene.sent).hasSize(3);
            assertThat(answer.result().status()).isEqualTo(500);
            assertThat(scene.figures().repeated()).isEqualTo(2);
        });
    }

    @Test
    void writeWithConditionsIsNotSentAgainUnlessItWasCertainlyNotDone() throws Exception {
        onLoop(scene -> {
            Future<HttpResponse> doubtful = scene.ask(HttpMethod.PUT, "If-None-Match", "*");
            scene.answer(500);
            scene.time.pass(60 * SECOND);
            assertThat(scene.sent).hasSize(1);
            assertThat(doubtful.result().status()).isEqualTo(500);

            Future<HttpResponse> certain = scene.ask(HttpMethod.PUT, "If-None-Match", "*");
            scene.answer(503);
            scene.time.pass(SECOND);
            scene.answer(200);
            assertThat(certain.result().status()).isEqualTo(200);
        });
    }

    @Test
    void whoIsToWaitWaitsAndSoDoAllOthersOrFailAtOnceIfThatIsTooLong() throws Exception {
        onLoop(scene -> {
            Future<HttpResponse> first = scene.ask(HttpMethod.GET);
            scene.answer(429, "Retry-After", "10");
            Future<HttpResponse> second = scene.ask(HttpMethod.GET);
            scene.time.pass(9 * SECOND);
            assertThat(scene.sent).hasSize(1);
            scene.time.pass(2 * SECOND);
            assertThat(scene.sent).hasSize(3);
            scene.sent.get(1).complete(new Scene.Answer(200));
            scene.answer(503, "Retry-After", "120");

            assertThat(first.isComplete() || second.isComplete()).isTrue();
            assertThat(fault(scene.ask(HttpMethod.GET))).isEqualTo(Fault.BUSY);
            assertThat(scene.figures().throttled()).isEqualTo(2);
        });
    }

    @Test
    void hostThatIsBusyIsAskedFewerRequestsAtATimeAndTheOthersWaitForTheirTurnOrFail() throws Exception {
        onLoop(scene -> {
            for (int i = 0; i < 10; i++) {
                var unused = scene.ask(HttpMethod.GET);
            }
            scene.sent.get(0).complete(new Scene.Answer(503));
            assertThat(scene.figures().atATime()).isEqualTo(7);
            Future<HttpResponse> held = scene.ask(HttpMethod.GET);
            assertThat(scene.sent).hasSize(10);
            assertThat(scene.figures().heldBack()).isEqualTo(1);
            assertThat(scene.figures().trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains("7 requests at a time"));

            for (int i = 1; i < 4; i++) {
                scene.sent.get(i).complete(new Scene.Answer(200));
            }
            assertThat(scene.sent).hasSize(11);
            scene.answer(200);
            assertThat(held.result().status()).isEqualTo(200);
            assertThat(scene.figures().heldBack()).isZero();
        });
        onLoop(scene -> {
            for (int i = 0; i < 10; i++) {
                var unused = scene.ask(HttpMethod.POST);
            }
            scene.sent.get(0).complete(new Scene.Answer(429));
            Future<HttpResponse> last = scene.ask(HttpMethod.POST);
            for (int i = 0; i < 40; i++) {
                last = scene.ask(HttpMethod.POST);
            }
            scene.time.pass(31 * SECOND); // in which three rounds of seven are not answered

            assertThat(fault(last)).isEqualTo(Fault.BUSY);
            assertThat(scene.figures().heldBack()).isZero();
        });
    }

    @Test
    void bodyThatStreamsNeitherWaitsForItsTurnNorHoldsUpOthers() throws Exception {
        onLoop(scene -> {
            for (int i = 0; i < 10; i++) {
                var unused = scene.stream();
            }
            scene.sent.get(0).complete(new Scene.Answer(503));
            assertThat(scene.figures().atATime()).isEqualTo(7);

            for (int i = 0; i < 8; i++) {
                var unused = scene.ask(HttpMethod.GET);
            }
            var unused = scene.stream();
            assertThat(scene.sent).hasSize(18);
            assertThat(scene.figures().heldBack()).isEqualTo(1);
        });
    }

    @Test
    void silentHostIsGivenUpWithinTheDeadline() throws Exception {
        onLoop(scene -> {
            Future<HttpResponse> answer = scene.ask(HttpMethod.GET);
            scene.time.pass(31 * SECOND);

            assertThat(fault(answer)).isEqualTo(Fault.BACKEND_TIME);
            assertThat(scene.sent.size()).isBetween(2, 3);
        });
    }

    @Test
    void hostIsTakenForGoneAfterFailuresInARowAndAskedOnceInAWhileUntilItAnswers() throws Exception {
        onLoop(scene -> {
            for (int i = 0; i < 4; i++) {
                Future<HttpResponse> unused = scene.ask(HttpMethod.POST);
                scene.answer(500);
            }
            int before = scene.sent.size();
            Future<HttpResponse> gone = scene.ask(HttpMethod.GET);
            assertThat(fault(gone)).isEqualTo(Fault.UNREACHABLE);
            assertThat(gone.cause())
                    .hasMessageContaining("taken for gone after 4 failures")
                    .hasMessageContaining("500");
            assertThat(scene.figures().trouble()).isPresent();

            scene.time.pass(2 * SECOND);
            Future<HttpResponse> looks = scene.ask(HttpMethod.POST);
            Future<HttpResponse> other = scene.ask(HttpMethod.POST);
            assertThat(scene.sent).hasSize(before + 1);
            assertThat(other.failed()).isTrue();
            scene.answer(200);
            assertThat(looks.result().status()).isEqualTo(200);
            assertThat(scene.figures().gone()).isFalse();
            Future<HttpResponse> unused = scene.ask(HttpMethod.GET);
            assertThat(scene.sent).hasSize(before + 2);
        });
    }

    @Test
    void budgetHoldsWhatIsSentAgainToAFractionAndAnswersFillItUp() throws Exception {
        onLoop(scene -> {
            int asked = 400;
            for (int i = 0; i < asked; i++) {
                Future<HttpResponse> unused = scene.ask(HttpMethod.GET);
                scene.answer(503);
                scene.time.pass(5 * SECOND);
                if (scene.sent.size() > 0
                        && !scene.sent.get(scene.sent.size() - 1).future().isComplete()) {
                    scene.answer(503);
                    scene.time.pass(5 * SECOND);
                }
                if (!scene.sent.get(scene.sent.size() - 1).future().isComplete()) {
                    scene.answer(503);
                }
            }
            assertThat(scene.sent).hasSize(asked + RetryBudget.MOST / RetryBudget.PRICE);
            assertThat(scene.figures().budget()).isLessThan(RetryBudget.PRICE);
            assertThat(scene.figures().unpaid()).isPositive();
            for (int i = 0; i < 10; i++) {
                Future<HttpResponse> unused = scene.ask(HttpMethod.GET);
                scene.answer(200);
            }
            assertThat(scene.figures().budget()).isGreaterThanOrEqualTo(10);
        });
    }
}
