package dev.cistern.node.cli.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.cli.live.Screen.Size;
import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.remote.NodeException.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The loop of {@code cistern top}, with keys out of a list. */
final class TopTest {
    private final Keys display = new Keys();
    private int looks;

    /** A screen that nobody sees; once the keys are used up, time runs out at once. */
    private static final class Keys implements Display {
        private final Deque<Integer> keys = new ArrayDeque<>();
        private final List<String> frames = new ArrayList<>();

        void press(String text) {
            text.chars().forEach(keys::add);
        }

        @Override
        public Size size() {
            return new Size(40, 120);
        }

        @Override
        public void show(List<Line> frame) {
            frames.add(String.join("\n", frame.stream().map(Line::text).toList()));
        }

        @Override
        public int key(long millis) {
            return keys.isEmpty() ? NONE : keys.remove();
        }

        @Override
        public void close() {}
    }

    private Look look() {
        looks++;
        return Looks.of(Looks.quiet(10 * looks, 100 * looks));
    }

    @Test
    void quitEndsItAtOnce() throws InterruptedException {
        display.press("q");
        new Top("http://n", this::look, display).run(3_600_000, Long.MAX_VALUE);

        assertThat(looks).isEqualTo(1);
        assertThat(display.frames).hasSize(1);
    }

    @Test
    void controlCAndControlDEndItWhereTheyComeAsKeys() throws InterruptedException {
        for (String key : List.of("\u0003", "\u0004", "Q")) {
            display.press(key);
            new Top("http://n", this::look, display).run(3_600_000, Long.MAX_VALUE);
        }

        assertThat(looks).isEqualTo(3);
    }

    @Test
    void keyIsAnsweredBeforeTheNextLook() throws InterruptedException {
        display.press("h3q");
        new Top("http://n", this::look, display).run(3_600_000, Long.MAX_VALUE);

        assertThat(looks).isEqualTo(1);
        assertThat(display.frames).hasSize(3);
        assertThat(display.frames.get(1)).contains("pause");
        assertThat(display.frames.get(2)).contains("3 backends").doesNotContain("1 clients");
    }

    @Test
    void nothingIsLookedAtWhilePaused() throws InterruptedException {
        display.press("p12312q");
        new Top("http://n", this::look, display).run(1, Long.MAX_VALUE);

        assertThat(display.frames.get(1)).contains("PAUSED");
    }

    @Test
    void countOfLooksEndsIt() throws InterruptedException {
        new Top("http://n", this::look, display).run(1, 3);

        assertThat(looks).isEqualTo(3);
        assertThat(display.frames.get(display.frames.size() - 1)).contains("10.0 requests/s");
    }

    @Test
    void nodeThatStopsAnsweringIsToldAndTriedAgain() throws InterruptedException {
        new Top("http://n", () -> looks == 1 ? gone() : look(), display).run(1, 3);

        assertThat(display.frames).anyMatch(frame -> frame.contains("! no newer figures: no node answers"));
        assertThat(display.frames.get(display.frames.size() - 1)).doesNotContain("no newer figures");
    }

    private Look gone() {
        looks++;
        throw new NodeException(Kind.UNREACHABLE, "no node answers");
    }

    @Test
    void nodeThatDoesNotAnswerAtFirstIsAFailure() {
        assertThatThrownBy(() -> new Top("http://n", this::gone, display).run(1, 3))
                .hasMessage("no node answers");
        assertThat(display.frames).isEmpty();
    }
}
