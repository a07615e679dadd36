package dev.cistern.node.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.cli.live.Line.Tone;
import dev.cistern.node.cli.live.Screen.Mode;
import dev.cistern.node.cli.live.Screen.Size;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What {@code cistern top} draws, from two looks to the frame. */
final class ScreenTest {
    private static final Size SIZE = new Size(24, 80);
    private static final Since SINCE = new Since(Looks.of(Looks.quiet(20, 1000)), Looks.of(Looks.alarmed(40, 1300)));

    private final Screen screen = new Screen("http://127.0.0.1:7070", 0, Mode.RUNNING);

    private static String text(List<Line> frame) {
        return frame.stream().map(line -> line.text().stripTrailing() + "\n").collect(Collectors.joining());
    }

    @Test
    void twoLooksMakeThisFrame() {
        assertThat(text(screen.frame(SINCE, SIZE, null))).isEqualTo("""
                 cistern top  http://127.0.0.1:7070  up 40s                      q quit  h help
                 15.0 requests/s   0 failures/s   134 of 20,000 descriptors
                 ! CisternPoolSaturated for 40s: Requests wait because a host is full
                   backends http://10.0.0.7:80: 5 of 5 open, 2 waiting

                 1 clients   15.0 req/s   0 dials/1,000
                   idle      ███████··········· 4          active    ██████████████···· 8
                   in header ·················· 0          draining  ·················· 0

                 3 backends  15.0 req/s   0 dials/1,000   closes: config_drain 0.1/s
                   idle      █████············· 3          active    █················· 1
                   waiting   ███··············· 2          dialling  █················· 1

                 BUSIEST HOSTS                     REQ/S  IDLE ACTIVE  WAIT  /1,000  WAIT p99
                 3 http://10.0.0.7:80               15.0     3      1     2       0    3.2 ms
                """);
    }

    @Test
    void oneLayerIsShownWithItsTimesAndAllItsReasons() {
        assertThat(text(screen.pressed('3').frame(SINCE, new Size(24, 100), null)))
                .isEqualTo("""
                 cistern top  http://127.0.0.1:7070  up 40s                    q quit  1 2 3 layer  p pause  h help
                 15.0 requests/s   0 failures/s   134 of 20,000 descriptors
                 ! CisternPoolSaturated for 40s: Requests wait because a host is full
                   backends http://10.0.0.7:80: 5 of 5 open, 2 waiting

                 3 backends  15.0 req/s   0 dials/1,000   closes: config_drain 0.1/s
                   idle      ████████···················· 3          active    ██·························· 1
                   waiting   █████······················· 2          dialling  ██·························· 1
                   wait for a connection p50 55 µs p99 3.2 ms   dial p50 120 ms p99 1.5 s
                   age p50 – p99 –   idle for p50 – p99 –
                   config_drain              4 closed      0.1/s   a changed setting made it surplus

                 BUSIEST HOSTS                     REQ/S  IDLE ACTIVE  WAIT  /1,000  WAIT p99
                 3 http://10.0.0.7:80               15.0     3      1     2       0    3.2 ms
                """);
    }

    @Test
    void firstLookHasNoRates() {
        String frame = text(screen.frame(new Since(null, SINCE.now()), SIZE, null));

        assertThat(frame).contains(" – requests/s").contains("3 backends  – req/s   6.2 dials/1,000");
    }

    @Test
    void ratesAreUnknownWhenTheNodeWasStartedAnew() {
        Since restarted = new Since(Looks.of(Looks.quiet(50, 9000)), Looks.of(Looks.quiet(2, 10)));

        assertThat(text(screen.frame(restarted, SIZE, null))).contains(" – requests/s");
    }

    @Test
    void noLineIsLongerThanTheScreenIsWideAndNoneIsBelowIt() {
        for (int columns = 1; columns < 130; columns++) {
            for (int rows = 1; rows < 30; rows++) {
                int most = columns;
                List<Line> frame = screen.frame(SINCE, new Size(rows, columns), "trouble");
                assertThat(frame).hasSizeBetween(1, rows).allSatisfy(line -> assertThat(
                                line.text().codePointCount(0, line.text().length()))
                        .isLessThanOrEqualTo(most));
            }
        }
    }

    @Test
    void alertsAreRedAndSoIsTroubleWithTheNode() {
        List<Line> frame = screen.frame(SINCE, SIZE, " ! no newer figures: refused");

        assertThat(frame.stream().filter(line -> line.tone() == Tone.ALARM).map(Line::text))
                .containsExactly(
                        " ! no newer figures: refused",
                        " ! CisternPoolSaturated for 40s: Requests wait because a host is full",
                        "   backends http://10.0.0.7:80: 5 of 5 open, 2 waiting");
        assertThat(frame.get(2).coloured()).startsWith("\u001b[1;31m").endsWith("\u001b[0m");
    }

    @Test
    void keysChangeWhatIsShown() {
        assertThat(screen.pressed('2').layer()).isEqualTo(2);
        assertThat(screen.pressed('2').pressed('2').layer()).isZero();
        assertThat(screen.pressed('p').mode()).isEqualTo(Mode.PAUSED);
        assertThat(screen.pressed('p').pressed('p').mode()).isEqualTo(Mode.RUNNING);
        assertThat(text(screen.pressed('h').frame(SINCE, SIZE, null))).contains("q        quit");
        assertThat(screen.pressed('x')).isEqualTo(screen);
        assertThat(screen.pressed(Display.NONE)).isEqualTo(screen);
    }

    @Test
    void textFromTheNodeCannotSteerTheTerminal() {
        Look evil = Looks.of(Looks.quiet(20, 1).replace("http://10.0.0.7:80", "\\u001b[2Jx"));

        assertThat(text(screen.frame(new Since(null, evil), SIZE, null)))
                .doesNotContain("\u001b")
                .contains("\ufffd[2Jx");
    }
}
