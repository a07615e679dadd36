package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.CommitLog.NotProposedException;
import dev.cistern.node.engine.Proposals.Patience;
import dev.cistern.node.engine.record.Applied;
import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.record.Places;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes on their way to a log that answers as a test wants it. */
final class ProposalsTest {
    private static final long BLOB = 77;

    private final StoreException tooOld = new StoreException(Code.NO_MAJORITY, "too late");
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong();
    private final Proposals proposals = new Proposals(
            vertx,
            new Outside(InstantSource.fixed(Instant.EPOCH), now::get, Outside.REAL.disk()),
            new Patience(Duration.ofMinutes(10), Duration.ofMinutes(5), Duration.ofMinutes(5)),
            new Proposals.Own(
                    () -> Applied.NOTHING, index -> Promise.<Void>promise().future()));
    private final List<Long> discarded = new CopyOnWriteArrayList<>();
    private final Promise<ObjectInfo> answer = Promise.promise();

    @AfterEach
    void close() {
        StoreUnderTest.await(vertx.close());
    }

    /** What it does with each proposal, in order; the last also with all that follow. */
    private static final class ScriptedLog implements CommitLog {
        private final List<Future<Long>> answers;
        private final List<UUID> proposed = new CopyOnWriteArrayList<>();
        private final Promise<UUID> lastCame = Promise.promise();

        ScriptedLog(List<Future<Long>> answers) {
            this.answers = List.copyOf(answers);
        }

        @Override
        public Future<Long> propose(byte[] command) {
            UUID id = CommandFormat.read(command).header().id();
            proposed.add(id);
            if (proposed.size() == answers.size()) {
                lastCame.complete(id);
            }
            return answers.get(Math.min(proposed.size(), answers.size()) - 1);
        }

        @Override
        public Future<Long> committed() {
            return Promise.<Long>promise().future();
        }

        @Override
        public boolean leads() {
            return false;
        }
    }

    private static Future<Long> onItsWay() {
        return Promise.<Long>promise().future();
    }

    private static Future<Long> lost() {
        return Future.failedFuture("nobody knows where it is");
    }

    private static Future<Long> notProposed() {
        return Future.failedFuture(new NotProposedException("there is no leader"));
    }

    private UUID submitTo(ScriptedLog log) {
        BucketInfo bucket = new BucketInfo(StoreUnderTest.BUCKET, 1, Instant.EPOCH, BucketTraits.NONE);
        Received body = new Received(
                10,
                new BodyDigests.Values("25f9e794323b453885f5181f1b624d0b", Optional.empty()),
                new Place.Blob(BLOB, Places.FOUNDER),
                new byte[0],
                Optional.empty());
        proposals.to(log);
        proposals.submit(new PutCommit(
                StoreUnderTest.command("key", 10, Conditions.NONE), bucket, body, discarded::add, answer));
        return StoreUnderTest.await(log.lastCame.future());
    }

    private void assertFailsWith(Code code) {
        assertThatThrownBy(() -> StoreUnderTest.await(answer.future()))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void bytesOfAChangeOnItsWayAtTheStopStaySinceItMayStillBeMade() {
        UUID unused = submitTo(new ScriptedLog(List.of(onItsWay())));

        proposals.close();

        assertFailsWith(Code.OUTCOME_UNKNOWN);
        assertThat(discarded).isEmpty();
    }

    @Test
    void bytesOfAChangeThatNeverGotAwayGoAtTheStop() {
        UUID unused = submitTo(new ScriptedLog(List.of(notProposed())));

        proposals.close();

        assertFailsWith(Code.NO_MAJORITY);
        assertThat(discarded).containsExactly(BLOB);
    }

    @Test
    void bytesOfAChangeThatGotAwayOnceStayWhateverBecomesOfItLater() {
        UUID unused = submitTo(new ScriptedLog(List.of(lost(), notProposed())));

        proposals.close();

        assertFailsWith(Code.OUTCOME_UNKNOWN);
        assertThat(discarded).isEmpty();
    }

    @Test
    void bytesOfAChangeThatIsTooOldStayWhereItMayHaveBeenMadeBefore() {
        UUID id = submitTo(new ScriptedLog(List.of(lost(), onItsWay())));

        proposals.tooOld(id, tooOld);

        assertFailsWith(Code.OUTCOME_UNKNOWN);
        assertThat(discarded).isEmpty();
    }

    @Test
    void aChangeThatWasProposedOnceAndIsTooOldWasNotMade() {
        UUID id = submitTo(new ScriptedLog(List.of(notProposed(), onItsWay())));

        proposals.tooOld(id, tooOld);

        assertFailsWith(Code.NO_MAJORITY);
        assertThat(discarded).containsExactly(BLOB);
    }
}
