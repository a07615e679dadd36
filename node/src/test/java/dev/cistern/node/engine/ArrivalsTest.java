package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ArrivalsTest {
    private final AtomicLong applied = new AtomicLong(5);
    private final Arrivals arrivals = new Arrivals(applied::get);

    @Test
    void whatIsAppliedIsNotWaitedFor() {
        assertThat(arrivals.at(5).succeeded()).isTrue();
        assertThat(arrivals.at(6).isComplete()).isFalse();
    }

    @Test
    void eachIsToldAtItsIndex() {
        Future<Void> eighth = arrivals.at(8);
        Future<Void> seventh = arrivals.at(7);

        applied.set(7);
        arrivals.tell();

        assertThat(seventh.succeeded()).isTrue();
        assertThat(eighth.isComplete()).isFalse();
    }

    @Test
    void whereNothingIsAppliedAnyMoreNobodyWaits() {
        Future<Void> before = arrivals.at(9);
        arrivals.end(new StoreException(Code.CLOSED, "over"));

        assertThat(before.failed()).isTrue();
        assertThat(arrivals.at(9).failed()).isTrue();
        assertThat(arrivals.at(5).succeeded()).isTrue();
    }

    @Test
    void afterRecordsThatWereTakenOverItIsWaitedForAgain() {
        arrivals.end(new StoreException(Code.DISK_FAILED, "over"));
        applied.set(20);
        arrivals.goOn();

        assertThat(arrivals.at(20).succeeded()).isTrue();
        assertThat(arrivals.at(21).isComplete()).isFalse();
    }
}
