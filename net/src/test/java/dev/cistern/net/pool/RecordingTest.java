package dev.cistern.net.pool;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RecordingTest {
    private static final long START = -7_000_000_000L;
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000 * MILLI;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;

    private final RecordingRoom room = new RecordingRoom();
    private final Recording recording = new Recording(room, START);

    private RecordedRequests read(long now) {
        return recording.copy(now).inOrder();
    }

    /** A request of no length at that moment. */
    private void request(long at) {
        recording.add(at, 0, false, 0, at);
    }

    @Test
    void requestsAreReadInTheOrderOfTheirArrival() {
        recording.add(START + 20 * MILLI, 5 * MILLI, true, 3, START + 25 * MILLI);
        recording.add(START, 40 * MILLI, false, 4, START + 40 * MILLI);
        RecordedRequests read = read(START + 50 * MILLI);
        assertThat(read.count()).isEqualTo(2);
        assertThat(Duration.ofNanos(read.arrivalNanos(1)).toMillis()).isBetween(19L, 20L);
        assertThat(Duration.ofNanos(read.heldNanos(0)).toMillis()).isBetween(39L, 40L);
        assertThat(Duration.ofNanos(read.heldNanos(1)).toMillis()).isBetween(4L, 5L);
        assertThat(read.lost(0)).isFalse();
        assertThat(read.lost(1)).isTrue();
        assertThat(read.losses()).isEqualTo(1);
        assertThat(read.span().toMillis()).isBetween(49L, 50L);
    }

    @Test
    void dialsAreThoseSinceTheRequestBeforeAndNoneIsOverlooked() {
        recording.add(START, 0, false, 30, START);
        assertThat(read(START).dials()).isEqualTo(7);
        for (int i = 1; i < 10; i++) {
            recording.add(START + i, 0, false, 30, START + i);
        }
        assertThat(read(START + 10).dials()).isEqualTo(30);
    }

    @Test
    void onlyTheLastRequestsAreKept() {
        for (int i = 0; i < Recording.MOST + 1_000; i++) {
            request(START + i * MILLI);
        }
        RecordedRequests read = read(START + (Recording.MOST + 1_000) * MILLI);
        assertThat(read.count()).isEqualTo(Recording.MOST);
        assertThat(read.span().toMillis()).isBetween(Recording.MOST - 1L, Recording.MOST + 1L);
        assertThat(room.taken()).isEqualTo(Recording.MOST - Recording.FEWEST);
    }

    @Test
    void nothingIsKeptForMoreThanAnHour() {
        request(START);
        request(START + HOUR / 2);
        assertThat(read(START + HOUR + SECOND).count()).isEqualTo(1);
        request(START + HOUR + HOUR / 4);
        assertThat(read(START + HOUR + HOUR / 4).count()).isEqualTo(2);
        assertThat(read(START + 9 * HOUR).count()).isZero();
        request(START + 9 * HOUR);
        assertThat(read(START + 9 * HOUR).count()).isEqualTo(1);
    }

    @Test
    void steadySlowTrafficIsKeptRightForDays() {
        for (int minute = 0; minute < 3 * 24 * 60; minute++) {
            request(START + minute * MINUTE);
        }
        RecordedRequests read = read(START + 3 * 24 * HOUR);
        assertThat(read.count()).isEqualTo(60);
        assertThat(read.gap(1).toMillis()).isBetween(59_999L, 60_001L);
    }

    @Test
    void veryLongRequestIsShortenedAndATunnelIsLeftOut() {
        recording.add(START, HOUR / 2, false, 0, START + HOUR / 2);
        assertThat(read(START + HOUR / 2).meanHeld()).isBetween(Duration.ofMinutes(18), Duration.ofMinutes(19));
        recording.add(START, 2 * HOUR, false, 0, START + 2 * HOUR);
        assertThat(read(START + 2 * HOUR).count()).isZero();
    }

    @Test
    void allHostsShareTheRoomAndSilentOnesGiveItBack() {
        List<Recording> hosts = new ArrayList<>();
        for (int host = 0; host < 20; host++) {
            Recording busy = new Recording(room, START);
            hosts.add(busy);
            for (int i = 0; i < Recording.MOST; i++) {
                busy.add(START + i, 0, false, 0, START + i);
            }
        }
        assertThat(room.taken()).isLessThanOrEqualTo(RecordingRoom.MOST);
        assertThat(hosts.get(0).copy(START + SECOND).count()).isEqualTo(Recording.MOST);
        assertThat(hosts.get(19).copy(START + SECOND).count()).isLessThan(Recording.MOST);

        long later = START + 2 * HOUR;
        for (int i = 0; i < 2 * Recording.MOST; i++) {
            hosts.get(19).add(later + i, 0, false, 0, later + i);
        }
        assertThat(hosts.get(19).copy(later + SECOND).count()).isEqualTo(Recording.MOST);
        hosts.get(19).end();
        assertThat(room.taken()).isZero();
    }

    @Test
    void poolRecordsWhatItsHostWasAsked() {
        FalsePool pool = new FalsePool(FalsePool.SETTINGS);
        Grant<FalsePool.Socket> first = pool.lease();
        pool.now += 30 * MILLI;
        pool.giveBack(first);
        Grant<FalsePool.Socket> second = pool.lease();
        pool.now += 10 * MILLI;
        pool.state.gone(second.pooled(), dev.cistern.net.CloseReason.PEER_RST, pool.now);
        pool.giveBack(second);
        RecordedRequests read = pool.host().recording.copy(pool.now).inOrder();
        assertThat(read.count()).isEqualTo(2);
        assertThat(read.dials()).isEqualTo(1);
        assertThat(read.losses()).isEqualTo(1);
        assertThat(read.meanHeld().toMillis()).isBetween(19L, 20L);
        assertThat(read.span().toMillis()).isBetween(39L, 40L);
    }

    @Test
    void lastRequestsAreThoseOfTheTimeBeforeTheEnd() {
        for (int i = 0; i < 100; i++) {
            request(START + i * SECOND);
        }
        RecordedRequests last = read(START + 100 * SECOND).last(Duration.ofSeconds(10));
        assertThat(last.count()).isEqualTo(10);
        assertThat(last.span().toMillis()).isBetween(9_999L, 10_001L);
    }
}
