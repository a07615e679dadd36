package dev.cistern.node.layers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import dev.cistern.node.layers.AlertState.Phase;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** When alerts begin, what they say and when they end, on false time. */
final class AlertBoardTest {
    private final FalseNode node = new FalseNode();

    @Test
    void quietNodeRaisesNone() {
        node.lookFor(300);

        assertThat(node.firing()).isEmpty();
        assertThat(node.board.states()).hasSize(Alert.values().length);
        assertThat(NodeFlags.of(node.board.states())).isEqualTo(6);
    }

    @Test
    void alertBeginsOnceItHeldAndEndsHalfAMinuteAfterItWasLastTrue() {
        node.look();
        node.clients.put(Count.OPEN, 801L);
        assertThat(node.look()).isEmpty();
        assertThat(node.state(Alert.CONNECTIONS_HIGH).phase()).isEqualTo(Phase.PENDING);
        node.look();

        List<AlertState> began = node.look();

        assertThat(began).extracting(AlertState::alert).containsExactly(Alert.CONNECTIONS_HIGH);
        AlertState state = node.state(Alert.CONNECTIONS_HIGH);
        assertThat(state.since()).isEqualTo(FalseNode.START.plusSeconds(10));
        assertThat(state.figures()).isEqualTo("clients: 801 of 1000 connections open (80 %)");
        assertThat(NodeFlags.of(node.board.states())).isEqualTo(6 | 16384);

        node.clients.put(Count.OPEN, 800L);
        node.lookFor(25);
        assertThat(node.firing()).containsExactly(Alert.CONNECTIONS_HIGH);
        List<AlertState> ended = node.look();
        assertThat(ended).containsExactly(AlertState.ok(Alert.CONNECTIONS_HIGH));
    }

    @Test
    void alertThatIsTrueForAMomentDoesNotBegin() {
        node.clients.put(Count.OPEN, 900L);
        node.look();
        node.clients.put(Count.OPEN, 1L);
        node.look();
        node.clients.put(Count.OPEN, 900L);
        node.look();

        assertThat(node.firing()).isEmpty();
    }

    @Test
    void alertThatFluttersGoesOn() {
        node.clients.put(Count.OPEN, 900L);
        node.lookFor(15);
        for (int i = 0; i < 10; i++) {
            node.clients.put(Count.OPEN, 1L);
            node.lookFor(20);
            node.clients.put(Count.OPEN, 900L);
            assertThat(node.look()).isEmpty();
        }

        assertThat(node.state(Alert.CONNECTIONS_HIGH).since()).isEqualTo(FalseNode.START.plusSeconds(5));
    }

    @Test
    void descriptorsCountToo() {
        node.openDescriptors = 950;
        node.lookFor(15);

        assertThat(node.state(Alert.CONNECTIONS_HIGH).figures())
                .isEqualTo("process: 950 of 1000 file descriptors open (95 %)");
    }

    @Test
    void clientsTurnedAwayAreToldAtOnce() {
        node.clients.put(Count.REFUSED, 4L);
        node.look();
        assertThat(node.firing()).isEmpty();
        node.add(node.clients, Count.REFUSED, 3);
        node.look();

        assertThat(node.firing()).containsExactly(Alert.CLIENTS_REFUSED);
        assertThat(node.state(Alert.CLIENTS_REFUSED).figures()).startsWith("clients: 3 turned away in 5 s");
    }

    @Test
    void fullHostIsSaturatedOnlyWhenRequestsWaitOrAreRefused() {
        node.backends.put(Count.OPEN, 10L);
        node.lookFor(60);
        assertThat(node.firing()).isEmpty();

        node.backends.put(Count.WAITING, 3L);
        node.lookFor(20);

        assertThat(node.firing()).containsExactly(Alert.POOL_SATURATED);
        assertThat(node.state(Alert.POOL_SATURATED).figures())
                .isEqualTo(
                        "backends http://10.0.0.7:80: 10 of 10 connections open, 3 requests waiting, 0 refused since the"
                                + " look before");
    }

    @Test
    void refusalsOfAFullHostSaturateItToo() {
        node.backends.put(Count.OPEN, 10L);
        eachLook(40, n -> n.add(n.backends, Count.REFUSED, 2));

        assertThat(node.firing()).containsExactly(Alert.POOL_SATURATED);
    }

    @Test
    void refusalsOfAHostThatIsNotFullAreNoSaturation() {
        node.backends.put(Count.OPEN, 9L);
        node.backends.put(Count.WAITING, 3L);
        eachLook(60, n -> n.add(n.backends, Count.REFUSED, 2));

        assertThat(node.firing()).isEmpty();
    }

    @Test
    void peersThatCloseWhatWasKeptAreStale() {
        eachLook(60, n -> {
            n.add(n.backends, Count.REUSED, 100);
            n.close(CloseReason.PEER_FIN_IDLE, 2);
        });

        assertThat(node.firing()).containsExactly(Alert.STALE_CONNECTIONS);
        assertThat(node.state(Alert.STALE_CONNECTIONS).figures()).contains("lately http://10.0.0.7:80");
    }

    @Test
    void fewStaleOnesAmongManyReusesAreNone() {
        eachLook(120, n -> {
            n.add(n.backends, Count.REUSED, 1000);
            n.close(CloseReason.PEER_RST, 2);
        });

        assertThat(node.firing()).isEmpty();
    }

    @Test
    void failedDialsAreToldAboveOneInTen() {
        eachLook(120, n -> {
            n.add(n.backends, Count.DIALS, 10);
            n.close(CloseReason.CONNECT_FAIL, 1);
        });
        assertThat(node.firing()).isEmpty();

        eachLook(60, n -> {
            n.add(n.backends, Count.DIALS, 10);
            n.close(CloseReason.TLS_FAIL, 2);
        });

        assertThat(node.firing()).containsExactly(Alert.DIAL_ERRORS);
    }

    @Test
    void dialsForMoreThanATenthOfTheRequestsAreChurn() {
        eachLook(120, n -> {
            n.add(n.backends, Count.DIALS, 2);
            n.add(n.backends, Count.REQUESTS, 12);
        });

        assertThat(node.firing()).containsExactly(Alert.CONNECTION_CHURN);
        assertThat(node.state(Alert.CONNECTION_CHURN).figures()).endsWith("166 per 1,000");
    }

    @Test
    void connectionsOfClientsAreNoChurn() {
        eachLook(120, n -> {
            n.add(n.clients, Count.ACCEPTED, 100);
            n.add(n.clients, Count.REQUESTS, 100);
        });

        assertThat(node.firing()).isEmpty();
    }

    @Test
    void leaksPingTimeoutsAndRejectedSettingsAreToldAtOnce() {
        node.look();
        node.add(node.backends, Count.LEAKED, 1);
        node.close(CloseReason.PING_TIMEOUT, 1);
        node.settingsProblems = 1;
        node.look();

        assertThat(node.firing()).containsExactly(Alert.CONNECTION_LEAKS, Alert.PING_TIMEOUTS, Alert.SETTINGS_REJECTED);
        assertThat(node.state(Alert.SETTINGS_REJECTED).figures()).isEqualTo("settings: 1 problem");
        assertThat(NodeFlags.of(node.board.states())).isEqualTo(6 | 524288);
    }

    @Test
    void oneLeakIsForgottenAfterTheWindowAndHalfAMinute() {
        node.look();
        node.add(node.backends, Count.LEAKED, 1);
        node.lookFor(60);
        assertThat(node.firing()).containsExactly(Alert.CONNECTION_LEAKS);
        node.lookFor(35);

        assertThat(node.firing()).isEmpty();
    }

    @Test
    void heldBackDialsAreTold() {
        eachLook(60, n -> n.add(n.backends, Count.DIALS_DELAYED, 2));

        assertThat(node.firing()).containsExactly(Alert.DIAL_RATE_LIMITED);
    }

    @Test
    void failingRequestsAreToldAboveOneInAHundred() {
        eachLook(60, n -> {
            n.requests += 1000;
            n.failed += 9;
        });
        assertThat(node.firing()).isEmpty();

        eachLook(60, n -> {
            n.requests += 1000;
            n.failed += 50;
        });

        assertThat(node.firing()).containsExactly(Alert.REQUESTS_FAILING);
    }

    @Test
    void everyAlertSaysWhatToDo() {
        assertThat(Arrays.stream(Alert.values())).allSatisfy(alert -> {
            assertThat(alert.label()).startsWith("Cistern");
            assertThat(alert.summary()).isNotBlank();
            assertThat(alert.advice()).isNotBlank();
        });
    }

    private void eachLook(int seconds, Consumer<FalseNode> change) {
        for (int passed = 0; passed < seconds; passed += 5) {
            change.accept(node);
            node.look();
        }
    }
}
