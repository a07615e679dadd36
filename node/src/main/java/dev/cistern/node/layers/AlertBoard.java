package dev.cistern.node.layers;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which alerts are true, since when and why, judged by the figures of the last minute. Moments are shown to it by one thread
 * at a time; what it found may be read by any.
 */
public final class AlertBoard {
    /** An alert ends when it was not true for so long, so that it does not flutter. */
    static final Duration ENDS_AFTER = Duration.ofSeconds(30);

    private final Window window = new Window();
    private final Map<Alert, Course> courses = new EnumMap<>(Alert.class);
    private volatile List<AlertState> states;

    /** No alert is true yet. */
    public AlertBoard() {
        for (Alert alert : Alert.values()) {
            courses.put(alert, new Course(alert));
        }
        states = collect();
    }

    /**
     * Judges the node anew.
     *
     * @param moment later than all before
     * @return the alerts that began or ended with it, as they are now
     */
    public List<AlertState> look(Moment moment) {
        window.add(moment);
        List<AlertState> changed = new ArrayList<>();
        for (Course course : courses.values()) {
            boolean before = course.state.firing();
            course.go(AlertRules.judge(course.alert, window), moment);
            if (course.state.firing() != before) {
                changed.add(course.state);
            }
        }
        states = collect();
        return changed;
    }

    /** How it stands with every alert, in order. */
    public List<AlertState> states() {
        return states;
    }

    private List<AlertState> collect() {
        return courses.values().stream().map(course -> course.state).toList();
    }

    /** One alert over time. */
    private static final class Course {
        private final Alert alert;
        private AlertState state;
        private long trueFrom;
        private long lastTrue;

        private Course(Alert alert) {
            this.alert = alert;
            this.state = AlertState.ok(alert);
        }

        private void go(List<Evidence> evidence, Moment now) {
            if (!evidence.isEmpty()) {
                if (state.phase() == AlertState.Phase.OK) {
                    trueFrom = now.atNanos();
                }
                lastTrue = now.atNanos();
                boolean held = state.firing()
                        || now.atNanos() - trueFrom >= alert.holds().toNanos();
                state = new AlertState(
                        alert,
                        held ? AlertState.Phase.FIRING : AlertState.Phase.PENDING,
                        since(state.since(), now),
                        evidence);
            } else if (!state.firing() || now.atNanos() - lastTrue >= ENDS_AFTER.toNanos()) {
                state = AlertState.ok(alert);
            }
        }

        private static Instant since(@Nullable Instant before, Moment now) {
            return before == null ? now.when() : before;
        }
    }
}
