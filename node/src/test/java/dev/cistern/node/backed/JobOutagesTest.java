package dev.cistern.node.backed;

import static dev.cistern.node.backed.BackedStoreUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.jobs.JobOrder;
import dev.cistern.node.jobs.Jobs;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs whose cloud is away for a while, and jobs that are told one thing right after the other. */
final class JobOutagesTest {
    private static final int OBJECTS = 20;
    private static final int OPEN_MAX = 16;
    private static final int MANY = 600;

    @TempDir
    private Path folder = Path.of("");

    private BackedStoreUnderTest under = unstarted();
    private Jobs jobs = none();

    @BeforeEach
    void start() {
        under = new BackedStoreUnderTest(folder.resolve("data"), BackedStoreUnderTest.FOR_EVER);
        jobs = new Jobs(under.vertx, under.store, folder.resolve("jobs"), () -> under.clock);
        var unused = await(jobs.begin());
        for (int i = 0; i < OBJECTS; i++) {
            under.cloud.store("k" + i, "text " + i);
        }
    }

    @AfterEach
    void stop() {
        var unused = await(jobs.stop());
        under.close();
    }

    private static JobOrder prefetch() {
        return JobOrder.parse(
                new JsonObject().put("kind", "prefetch").put("bucket", "back").put("template", "k{0..19}"));
    }

    private static JobOrder prefetchAll() {
        return JobOrder.parse(new JsonObject().put("kind", "prefetch").put("bucket", "back"));
    }

    private String started(JobOrder order) {
        return await(jobs.start(order)).getString("id");
    }

    private JsonObject job(String id) {
        return await(jobs.get(id));
    }

    private String state(String id) {
        return job(id).getString("state");
    }

    private void waits(String id) {
        under.settleUntil(() -> {
            JsonObject job = job(id);
            return job.getString("state").equals("running")
                    && job.getString("waits_for", "").contains("the cloud is away");
        });
    }

    @Test
    void outageHoldsAJobUpAndNothingOfItFails() {
        under.cloud.away = true;
        String named = started(prefetch());
        String listed = started(prefetchAll());
        waits(named);
        waits(listed);
        under.cloud.away = false;

        for (String id : List.of(named, listed)) {
            under.settleUntil(() -> state(id).equals("done"));
            JsonObject job = job(id);
            assertThat(job.getLong("done") + job.getLong("skipped")).isEqualTo(OBJECTS);
            assertThat(job.getLong("failed")).isZero();
            assertThat(job.containsKey("waits_for")).isFalse();
        }
    }

    @Test
    void objectThatFailsWhileOthersDoNotIsGivenUp() {
        under.cloud.broken = "k3";
        String id = started(prefetch());
        under.settleUntil(() -> state(id).equals("done"));

        assertThat(job(id).getLong("done")).isEqualTo(OBJECTS - 1);
        assertThat(job(id).getLong("failed")).isEqualTo(1);
        assertThat(job(id).getJsonArray("troubles").getString(0)).startsWith("k3");
    }

    @Test
    void jobThatNothingAnswersForAnHourIsPausedAndSaysWhy() {
        under.cloud.away = true;
        String id = started(prefetch());
        waits(id);
        under.clock = under.clock.plus(Duration.ofMinutes(61));
        under.settleUntil(() -> state(id).equals("paused"));

        assertThat(job(id).getJsonArray("troubles").getString(0))
                .contains("paused")
                .contains("the cloud is away");
        var unused = await(jobs.tell(id, Jobs.Order.RESUME));
        // From here on nothing is under way any more that was begun before the pause.
        waits(id);
        under.cloud.away = false;
        under.settleUntil(() -> state(id).equals("done"));
        assertThat(job(id).getLong("done")).isEqualTo(OBJECTS);
    }

    @Test
    void jobThatWaitsIsPausedAndCancelledAtOnce() {
        under.cloud.away = true;
        String id = started(prefetch());
        waits(id);

        assertThat(await(jobs.tell(id, Jobs.Order.PAUSE)).getString("state")).isEqualTo("paused");
        assertThat(job(id).containsKey("waits_for")).isFalse();
        assertThat(await(jobs.tell(id, Jobs.Order.CANCEL)).getString("state")).isEqualTo("cancelled");
    }

    @Test
    void pausedJobGoesOnWhereItWasWhenANodeThatWasStartedAgainIsTold() {
        for (int i = 0; i < MANY; i++) {
            under.cloud.store("m" + i, "text " + i);
        }
        under.cloud.answers = 300;
        String id = started(many());
        waits(id);
        assertThat(await(jobs.tell(id, Jobs.Order.PAUSE)).getString("state")).isEqualTo("paused");
        startAgain();

        assertThat(state(id)).isEqualTo("paused");
        assertThat(job(id).getLong("done")).isEqualTo(256);
        under.cloud.answers = Integer.MAX_VALUE;
        var unused = await(jobs.tell(id, Jobs.Order.RESUME));
        under.settleUntil(() -> state(id).equals("done"));
        assertThat(job(id).getLong("done")).isEqualTo(MANY - 44);
        assertThat(job(id).getLong("skipped")).isEqualTo(44);
        assertThat(job(id).getLong("of")).isEqualTo(MANY);
    }

    @Test
    void jobThatRanWhenTheNodeEndedGoesOnByItself() {
        for (int i = 0; i < MANY; i++) {
            under.cloud.store("m" + i, "text " + i);
        }
        under.cloud.answers = 300;
        String id = started(many());
        waits(id);
        startAgain();
        waits(id);
        under.cloud.answers = Integer.MAX_VALUE;
        under.settleUntil(() -> state(id).equals("done"));

        assertThat(job(id).getLong("done") + job(id).getLong("skipped")).isEqualTo(MANY);
        assertThat(job(id).getLong("failed")).isZero();
    }

    private static JobOrder many() {
        return JobOrder.parse(
                new JsonObject().put("kind", "prefetch").put("bucket", "back").put("template", "m{0..599}"));
    }

    private void startAgain() {
        var unused = await(jobs.stop());
        jobs = new Jobs(under.vertx, under.store, folder.resolve("jobs"), () -> under.clock);
        var unusedToo = await(jobs.begin());
    }

    @Test
    void jobThatIsResumedAndCancelledBeforeThatIsWrittenDownDoesNotRun() {
        under.cloud.away = true;
        String id = started(prefetch());
        waits(id);
        var unused = await(jobs.tell(id, Jobs.Order.PAUSE));
        under.cloud.away = false;
        Future<JsonObject> resumed = jobs.tell(id, Jobs.Order.RESUME);
        Future<JsonObject> cancelled = jobs.tell(id, Jobs.Order.CANCEL);
        var unusedToo = await(Future.join(resumed, cancelled));
        String other = started(JobOrder.parse(
                new JsonObject().put("kind", "prefetch").put("bucket", "back").put("template", "k{19..19}")));
        under.settleUntil(() -> state(other).equals("done"));

        assertThat(state(id)).isEqualTo("cancelled");
        assertThat(job(id).getLong("done")).isZero();
    }

    @Test
    void ofManyJobsThatAreStartedAtOnceAsManyRunAsMay() {
        under.cloud.away = true;
        List<Future<Code>> started = new ArrayList<>();
        for (int i = 0; i < 3 * OPEN_MAX; i++) {
            started.add(jobs.start(prefetch())
                    .map(Code.INTERNAL)
                    .recover(cause -> Future.succeededFuture(((StoreException) cause).code())));
        }
        var unused = await(Future.join(started));

        assertThat(started.stream().filter(one -> one.result() == Code.BUSY)).hasSize(2 * OPEN_MAX);
        assertThat(await(jobs.list())).hasSize(OPEN_MAX);
    }

    @SuppressWarnings("NullAway") // started before any test
    private static BackedStoreUnderTest unstarted() {
        return null;
    }

    @SuppressWarnings("NullAway") // the same
    private static Jobs none() {
        return null;
    }
}
