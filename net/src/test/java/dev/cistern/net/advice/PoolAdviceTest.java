package dev.cistern.net.advice;

import static dev.cistern.net.advice.Scene.SETTINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.cistern.conf.Keys;
import dev.cistern.conf.PoolSettings;
import dev.cistern.net.advice.Scene.Asked;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PoolAdviceTest {
    private static final String IDLE_TIME = "net.http.backend_idle_conn_time";
    private static final String IDLE_CONNS = "net.http.backend_idle_conns";
    private static final String PER_HOST = "net.http.backend_idle_conns_per_host";
    private static final String CONNS = "net.http.backend_conns_per_host";
    private static final Duration MINUTES = Duration.ofMinutes(5);
    private static final Duration SERVICE = Duration.ofMillis(20);

    private static PoolAdvice advice(PoolSettings settings, Scene scene) {
        return PoolAdvice.of(Keys.BACKENDS, settings, scene.seen());
    }

    private static PoolSettings idle(Duration time, int perHost) {
        return SETTINGS.withIdle(time, SETTINGS.idleConns(), perHost);
    }

    private static Recommendation of(PoolAdvice advice, String key) {
        return advice.settings().stream()
                .filter(setting -> setting.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    /** 500 requests a second, each of 20 ms, at regular times: λ, S and L to the digit. */
    private static List<Asked> fiveHundredPerSecond() {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < 150_000; i++) {
            asked.add(new Asked(i * 2_000_000L, 20_000_000 - 1));
        }
        return asked;
    }

    @Test
    void fiveHundredPerSecondOf20MillisecondsNeedTwentyIdleConnections() {
        PoolAdvice advice = advice(idle(Duration.ofSeconds(6), 8), new Scene().with("a", fiveHundredPerSecond()));
        HostLoad load = advice.loads().get(0);
        assertThat(load.ratePerSecond()).isCloseTo(500, within(0.01));
        assertThat(load.serviceTime().toMillis()).isEqualTo(19);
        assertThat(load.meanConcurrency()).isCloseTo(10, within(0.001));
        assertThat(load.p999Concurrency()).isEqualTo(10);
        assertThat(load.gap95()).isEqualTo(Duration.ofMillis(2));
        Recommendation perHost = of(advice, PER_HOST);
        assertThat(perHost.needed()).isEqualTo("20");
        assertThat(perHost.why())
                .contains("L = 500/s × 20 ms = 10 at once, L + 3√L = 20")
                .contains("C = 10");
        assertThat(of(advice, CONNS).needed()).isEqualTo("20");
        assertThat(of(advice, IDLE_CONNS).needed()).isEqualTo("20");
        assertThat(of(advice, IDLE_TIME).needed()).isEqualTo("1s");
    }

    @Test
    void chanceArrivalsGetTheCapThatSavesTheirDials() {
        Scene scene = new Scene().with("a", Scene.poisson(500, SERVICE, MINUTES));
        PoolAdvice advice = advice(idle(Duration.ofSeconds(6), 8), scene);
        assertThat(advice.now().dialsPerThousand()).isCloseTo(60, within(12.0));
        assertThat(advice.recommended().dialsPerThousand()).isLessThan(1);
        assertThat(advice.changes()).isTrue();
        assertThat(advice.recommended().settings().idleConnsPerHost()).isBetween(20, 22);
        assertThat(advice.recommended().settings().idleTime()).isEqualTo(Duration.ofSeconds(6));
        assertThat(advice.verdict()).startsWith("change " + PER_HOST + " 8 → ");

        PoolAdvice again = advice(advice.recommended().settings(), scene);
        assertThat(again.changes()).isFalse();
        assertThat(again.verdict()).startsWith("nothing to change: 0.");
    }

    @Test
    void whatIsEnoughStaysAsItIs() {
        PoolAdvice advice = advice(SETTINGS, new Scene().with("a", Scene.poisson(500, SERVICE, MINUTES)));
        assertThat(advice.changes()).isFalse();
        assertThat(advice.recommended()).isEqualTo(advice.now());
        assertThat(advice.settings()).hasSize(4).allMatch(setting -> setting.why()
                .endsWith("what there is will do"));
        assertThat(of(advice, IDLE_CONNS).now()).isEqualTo("0");
    }

    @Test
    void sparseHostNeedsLongerIdleTimeNotMoreConnections() {
        Scene scene = new Scene().with("a", Scene.poisson(0.1, SERVICE, Duration.ofMinutes(55)));
        PoolAdvice advice = advice(SETTINGS, scene);
        assertThat(advice.loads().get(0).over()).isGreaterThan(Duration.ofMinutes(50));
        assertThat(advice.now().dialsPerThousand()).isCloseTo(549, within(60.0));
        Duration recommended = advice.recommended().settings().idleTime();
        assertThat(recommended).isBetween(Duration.ofSeconds(40), Duration.ofSeconds(80));
        assertThat(advice.recommended().dialsPerThousand()).isLessThanOrEqualTo(10);
        assertThat(advice.recommended().settings().idleConnsPerHost()).isEqualTo(SETTINGS.idleConnsPerHost());
        assertThat(of(advice, IDLE_TIME).why()).contains("4.6/λ = 4.6/0.");
    }

    @Test
    void burstsNeedTheirConnectionsKeptFromOneToTheNext() {
        List<Asked> bursts = Scene.bursts(50, Duration.ofMillis(200), Duration.ofSeconds(10), 30);
        PoolAdvice advice = advice(SETTINGS, new Scene().with("a", bursts));
        assertThat(advice.loads().get(0).isBursty()).isTrue();
        assertThat(advice.loads().get(0).p999Concurrency()).isEqualTo(50);
        assertThat(advice.recommended().settings().idleConnsPerHost()).isEqualTo(50);
        assertThat(advice.recommended().settings().idleTime()).isEqualTo(Duration.ofSeconds(12));
        assertThat(advice.recommended().dialsPerThousand()).isZero();
        assertThat(of(advice, PER_HOST).why()).contains("in bursts");
    }

    @Test
    void mostDemandingHostDecidesAndIsNamed() {
        Scene scene = new Scene()
                .with("busy", Scene.poisson(500, SERVICE, MINUTES))
                .with("sparse", Scene.poisson(0.5, SERVICE, MINUTES));
        PoolAdvice advice = advice(idle(Duration.ofSeconds(2), 8), scene);
        assertThat(of(advice, PER_HOST).why()).startsWith("http://busy:80 asks for the most: ");
        assertThat(of(advice, IDLE_TIME).why()).startsWith("http://sparse:80 asks for the most: ");
        assertThat(advice.recommended().settings().idleTime()).isGreaterThan(Duration.ofSeconds(9));
        assertThat(of(advice, IDLE_CONNS).why()).contains("21 + 2");
    }

    @Test
    void totalOfIdleConnectionsIsWhatTheHostsNeedTogether() {
        Scene scene = new Scene()
                .with("a", Scene.poisson(500, SERVICE, MINUTES))
                .with("b", Scene.poisson(500, SERVICE, MINUTES));
        PoolAdvice advice = advice(SETTINGS.withIdle(SETTINGS.idleTime(), 10, 32), scene);
        assertThat(advice.now().together()).isTrue();
        assertThat(advice.now().dialsPerThousand()).isGreaterThan(20);
        assertThat(advice.recommended().settings().idleConns()).isEqualTo(42);
        assertThat(advice.recommended().dialsPerThousand()).isLessThan(2);
        assertThat(advice.notes()).anyMatch(note -> note.contains("idle_conns allows"));
    }

    @Test
    void connectionsAreAtLeastTwiceTheConcurrency() {
        PoolSettings narrow = SETTINGS.withConnsPerHost(25);
        PoolAdvice advice = advice(narrow, new Scene().with("a", Scene.poisson(500, SERVICE, MINUTES)));
        assertThat(advice.recommended().settings().connsPerHost()).isEqualTo(42);
        assertThat(of(advice, CONNS).why()).isEqualTo("2 × C = 2 × 21");
    }

    @Test
    void connectionsThatTakeManyRequestsAreCountedAsSuch() {
        Scene scene = new Scene().with("a", Scene.poisson(500, SERVICE, MINUTES), 10, null);
        PoolAdvice advice = advice(SETTINGS, scene);
        assertThat(of(advice, PER_HOST).needed()).isEqualTo("3");
        assertThat(of(advice, PER_HOST).why()).contains("10 to a connection");
    }

    @Test
    void idleTimeStaysBelowWhatThePeerSays() {
        Scene scene =
                new Scene().with("a", Scene.poisson(0.1, SERVICE, Duration.ofMinutes(55)), 1, Duration.ofSeconds(20));
        PoolAdvice advice = advice(SETTINGS, scene);
        assertThat(of(advice, IDLE_TIME).recommended()).isEqualTo("18s");
        assertThat(of(advice, IDLE_TIME).why()).contains("the peer keeps it for 20 s only");
    }

    @Test
    void nothingBeyondTheBoundsIsRecommended() {
        Bounds bounds = new Bounds(Duration.ofSeconds(9), 12, 12, 30, Map.of(PER_HOST, "clamped to 12: memory"));
        Scene scene = new Scene().with("a", Scene.poisson(500, SERVICE, MINUTES));
        PoolAdvice advice = PoolAdvice.of(Keys.BACKENDS, idle(Duration.ofSeconds(6), 8), scene.seen(), bounds);
        assertThat(of(advice, PER_HOST).recommended()).isEqualTo("12");
        assertThat(of(advice, PER_HOST).why()).endsWith("; clamped to 12: memory");
    }

    @Test
    void idleConnectionsThatTakeMemoryForNothingAreGivenUp() {
        List<Asked> once = new ArrayList<>(Scene.bursts(500, Duration.ofSeconds(2), MINUTES, 1));
        Scene.poisson(10, SERVICE, MINUTES).forEach(request -> once.add(new Asked(request.at() + 1, request.held())));
        once.sort(java.util.Comparator.comparingLong(Asked::at));
        PoolAdvice advice = advice(
                SETTINGS.withIdle(Duration.ofMinutes(2), SETTINGS.idleConns(), 1_000)
                        .withConnsPerHost(1_000),
                new Scene().with("a", once));
        assertThat(advice.now().idleBytes() - advice.recommended().idleBytes()).isGreaterThan(1 << 20);
        assertThat(advice.recommended().dialsPerThousand() - advice.now().dialsPerThousand())
                .isLessThan(0.5);
    }

    @Test
    void tooLittleIsSaidToBeTooLittle() {
        PoolAdvice few = advice(SETTINGS, new Scene().with("a", Scene.poisson(0.1, SERVICE, MINUTES)));
        assertThat(few.verdict()).startsWith("nothing to say yet: no host was asked 100 times");
        assertThat(few.settings()).isEmpty();
        assertThat(few.hostsAsked()).isEqualTo(1);
        assertThat(advice(SETTINGS, new Scene()).verdict()).isEqualTo("nothing to say: no requests were seen");
    }

    @Test
    void whatTheModelDoesNotKnowIsSaid() {
        Scene scene = new Scene().refusing(7).closedByPeers(90).with("a", Scene.poisson(500, SERVICE, MINUTES));
        assertThat(advice(SETTINGS, scene).notes())
                .anyMatch(note -> note.startsWith("7 requests got no connection"))
                .anyMatch(note -> note.startsWith("90 idle connections were closed by their peers"));
        PoolAdvice unlike = advice(idle(Duration.ofSeconds(6), 8), scene);
        assertThat(unlike.measured()).isZero();
        assertThat(unlike.notes()).anyMatch(note -> note.startsWith("http://a:80: the model makes 5"));
    }

    @Test
    void lastConnectionsAreKeptFromPeakToPeak() {
        HostLoad load = new Scene()
                .with("a", Scene.poisson(500, SERVICE, MINUTES))
                .seen()
                .loads()
                .get(0);
        PoolSettings settings = idle(load.reuseGap(), 32);
        double dials = Forecast.of(
                        new Scene()
                                .with("a", Scene.poisson(500, SERVICE, MINUTES))
                                .seen(),
                        settings)
                .dialsPerThousand();
        assertThat(load.reuseGap()).isGreaterThan(Duration.ofNanos((long) (4.6e9 / 500)));
        assertThat(dials).isCloseTo(2, within(1.0));
    }
}
