package dev.cistern.backends.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.backends.BackendException;
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

/** When a read is sent twice at a time, and what comes of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HedgesTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final int BURST = HedgeBudget.MOST / HedgeBudget.PRICE;

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

    private static RetrySettings after(int millis) {
        return new RetrySettings(3, Duration.ofSeconds(30), 4, Duration.ofSeconds(2), Duration.ofMillis(millis));
    }

    private void onLoop(Scene.Play play) throws Exception {
        Scene.play(vertx, after(100), play);
    }

    /** A read that was not answered within the time, so that there is a second request. */
    private static Future<HttpResponse> slow(Scene scene) {
        Future<HttpResponse> answer = scene.read(HttpMethod.GET);
        scene.time.pass(100 * MILLI);
        return answer;
    }

    private static void answer(Scene scene, int request, int status, String... headers) {
        scene.sent.get(request).complete(new Scene.Answer(status, headers));
    }

    @Test
    void readThatIsSlowIsSentOnceMoreAndTheFirstGoodAnswerCounts() throws Exception {
        onLoop(scene -> {
            Future<HttpResponse> answer = scene.read(HttpMethod.GET);
            scene.time.pass(99 * MILLI);
            assertThat(scene.sent).hasSize(1);
            scene.time.pass(MILLI);
            assertThat(scene.sent).hasSize(2);
            answer(scene, 1, 200);

            assertThat(answer.result().status()).isEqualTo(200);
            assertThat(scene.sent.get(0).future().failed()).isTrue();
            assertThat(scene.cancelled).isEqualTo(1);
            assertThat(scene.figures().hedges()).isEqualTo(new UpstreamFigures.Hedges(1, 1, 0));
            scene.time.pass(60 * SECOND);
            assertThat(scene.sent).hasSize(2);
            assertThat(scene.isIdle()).isTrue();
        });
        onLoop(scene -> {
            Future<HttpResponse> answer = slow(scene);
            answer(scene, 0, 404);

            assertThat(answer.result().status()).isEqualTo(404);
            assertThat(scene.sent.get(1).future().failed()).isTrue();
            assertThat(scene.figures().hedges()).isEqualTo(new UpstreamFigures.Hedges(1, 0, 0));
            assertThat(scene.isIdle()).isTrue();
        });
    }

    @Test
    void readThatIsAnsweredInTimeIsSentOnce() throws Exception {
        onLoop(scene -> {
            Future<HttpResponse> answer = scene.read(HttpMethod.HEAD);
            answer(scene, 0, 200);
            scene.time.pass(SECOND);

            assertThat(answer.result().status()).isEqualTo(200);
            assertThat(scene.sent).hasSize(1);
            assertThat(scene.cancelled).isZero();
        });
    }

    @Test
    void whicheverFailsTheOtherIsWaitedFor() throws Exception {
        for (int status : new int[] {500, 501, 503, 429}) {
            for (int failing = 0; failing < 2; failing++) {
                int failed = failing;
                onLoop(scene -> {
                    Future<HttpResponse> answer = slow(scene);
                    Scene.Answer failure = new Scene.Answer(status);
                    scene.sent.get(failed).complete(failure);
                    scene.time.pass(SECOND);
                    assertThat(answer.isComplete()).isFalse();
                    answer(scene, 1 - failed, 200);

                    assertThat(answer.result().status()).isEqualTo(200);
                    assertThat(failure.drained).isTrue();
                    assertThat(scene.sent).hasSize(2);
                    assertThat(scene.cancelled).isZero();
                });
            }
        }
    }

    @Test
    void whereBothFailItIsSentAgainAsIfThereHadBeenOneAndNotTwiceAtATimeAnyMore() throws Exception {
        onLoop(scene -> {
            Future<HttpResponse> answer = slow(scene);
            answer(scene, 1, 502);
            answer(scene, 0, 500);
            assertThat(answer.isComplete()).isFalse();
            scene.time.pass(SECOND);
            assertThat(scene.sent).as("once more").hasSize(3);
            scene.time.pass(5 * SECOND);
            assertThat(scene.sent).as("and alone").hasSize(3);
            answer(scene, 2, 500);
            scene.time.pass(SECOND);
            answer(scene, 3, 500);

            assertThat(answer.result().status()).isEqualTo(500);
            assertThat(scene.figures().repeated()).isEqualTo(2);
            assertThat(scene.figures().budget()).isEqualTo(RetryBudget.MOST - 2 * RetryBudget.PRICE);
            assertThat(scene.isIdle()).isTrue();
        });
    }

    @Test
    void whereBothAreSilentBothAreGivenUpInTimeAndThatIsOneFailureOfTheHost() throws Exception {
        onLoop(scene -> {
            Future<HttpResponse> answer = slow(scene);
            scene.time.pass(10 * SECOND);
            assertThat(scene.cancelled).isEqualTo(2);
            assertThat(scene.figures().failuresInARow()).isEqualTo(1);
            scene.time.pass(30 * SECOND);

            assertThat(answer.cause())
                    .isInstanceOf(BackendException.class)
                    .hasMessageContaining("not answered within 10000 ms");
            assertThat(scene.isIdle()).isTrue();
        });
    }

    @Test
    void neitherWritesNorListsNorAnythingWhileItIsOffIsSentTwice() throws Exception {
        onLoop(scene -> {
            Future<HttpResponse> put = scene.read(HttpMethod.PUT);
            Future<HttpResponse> post = scene.read(HttpMethod.POST);
            Future<HttpResponse> delete = scene.ask(HttpMethod.DELETE);
            Future<HttpResponse> list = scene.ask(HttpMethod.GET);
            scene.time.pass(9 * SECOND);

            assertThat(scene.sent).hasSize(4);
            assertThat(Future.any(put, post, delete, list).isComplete()).isFalse();
        });
        Scene.play(vertx, after(0), scene -> {
            Future<HttpResponse> unanswered = slow(scene);
            scene.time.pass(9 * SECOND);

            assertThat(scene.sent).hasSize(1);
            assertThat(unanswered.isComplete()).isFalse();
        });
    }

    @Test
    void budgetIsTenAtOnceAndThenOneReadInTwenty() throws Exception {
        onLoop(scene -> {
            for (int i = 0; i < 2 * BURST; i++) {
                Future<HttpResponse> unused = slow(scene);
            }
            assertThat(scene.sent).hasSize(3 * BURST);
            assertThat(scene.figures().hedges().unpaid()).isEqualTo(BURST);
            for (int i = 0; i < 3 * BURST; i++) {
                boolean unused = scene.sent.get(i).tryComplete(new Scene.Answer(200));
            }
            assertThat(scene.figures().hedges()).isEqualTo(new UpstreamFigures.Hedges(BURST, 0, BURST));
            assertThat(scene.isIdle()).isTrue();

            Future<HttpResponse> paidByThoseAnswers = slow(scene);
            assertThat(scene.sent).hasSize(3 * BURST + 2);
            answer(scene, 3 * BURST + 1, 200);
            Future<HttpResponse> unpaid = slow(scene);
            assertThat(scene.sent).hasSize(3 * BURST + 3);
            assertThat(paidByThoseAnswers.isComplete()).isTrue();
            assertThat(unpaid.isComplete()).isFalse();
        });
    }

    @Test
    void hostThatIsBusyOrWantsToBeLeftAloneOrIsGoneIsAskedNothingMore() throws Exception {
        onLoop(scene -> {
            for (int i = 0; i < 3; i++) {
                Future<HttpResponse> unused = scene.ask(HttpMethod.GET);
            }
            answer(scene, 0, 503);
            assertThat(scene.figures().atATime()).isEqualTo(2);
            Future<HttpResponse> held = slow(scene);
            answer(scene, 1, 200);
            scene.time.pass(99 * MILLI);
            int before = scene.sent.size();
            scene.time.pass(MILLI);
            assertThat(scene.sent).as("all places are taken").hasSize(before);
            assertThat(held.isComplete()).isFalse();
        });
        onLoop(scene -> {
            Future<HttpResponse> first = scene.read(HttpMethod.GET);
            Future<HttpResponse> unused = scene.ask(HttpMethod.POST);
            answer(scene, 1, 503, "Retry-After", "60");
            scene.time.pass(SECOND);
            assertThat(scene.sent).as("left alone").hasSize(2);
            assertThat(first.isComplete()).isFalse();
        });
        onLoop(scene -> {
            for (int i = 0; i < 4; i++) {
                Future<HttpResponse> unused = scene.ask(HttpMethod.POST);
                scene.answer(500);
            }
            scene.time.pass(2 * SECOND);
            Future<HttpResponse> looks = slow(scene);
            assertThat(scene.sent).as("gone").hasSize(5);
            assertThat(looks.isComplete()).isFalse();
        });
    }

    @Test
    void changedSettingHoldsForTheNextReads() throws Exception {
        Scene.play(vertx, after(0), scene -> {
            Future<HttpResponse> before = slow(scene);
            scene.client.apply(after(100));
            scene.time.pass(SECOND);
            assertThat(scene.sent).hasSize(1);
            Future<HttpResponse> after = slow(scene);
            assertThat(scene.sent).hasSize(3);
            scene.client.apply(after(0));
            Future<HttpResponse> last = slow(scene);

            assertThat(scene.sent).hasSize(4);
            assertThat(Future.any(before, after, last).isComplete()).isFalse();
        });
    }
}
