package dev.cistern.conf.live;

import dev.cistern.conf.Settings;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The listeners, and what they answer. Adding and removing is safe from any thread; the rest is confined to a context. */
final class Audience {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(10);

    private final Context context;
    private final Time time;
    private final List<SettingsListener> listeners = new CopyOnWriteArrayList<>();

    /**
     * What came of telling everybody.
     *
     * @param effects the sum by name, sorted
     * @param warnings who failed or did not answer in time
     */
    record Answer(Map<String, Long> effects, List<String> warnings) {
        static final Answer NOTHING = new Answer(Map.of(), List.of());
    }

    Audience(Context context, Time time) {
        this.context = context;
        this.time = time;
    }

    Runnable add(SettingsListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** Tells all at once; never fails, and completes on the context. */
    Future<Answer> tell(Settings before, Settings now) {
        List<Future<Map<String, Long>>> answers = new ArrayList<>();
        List<Runnable> timers = new ArrayList<>();
        for (SettingsListener listener : listeners) {
            Promise<Map<String, Long>> promise = Promise.promise();
            timers.add(time.after(
                    LONGEST_ANSWER, () -> promise.tryFail("no answer within " + LONGEST_ANSWER.toSeconds() + " s")));
            ask(listener, before, now).onSuccess(promise::tryComplete).onFailure(promise::tryFail);
            answers.add(promise.future());
        }
        Promise<Answer> all = Promise.promise();
        Future.join(answers)
                .onComplete(done -> context.runOnContext(on -> {
                    timers.forEach(Runnable::run);
                    all.complete(sum(answers));
                }));
        return all.future();
    }

    private static Future<Map<String, Long>> ask(SettingsListener listener, Settings before, Settings now) {
        try {
            return listener.settingsChanged(before, now);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static Answer sum(List<Future<Map<String, Long>>> answers) {
        Map<String, Long> effects = new TreeMap<>();
        List<String> warnings = new ArrayList<>();
        for (Future<Map<String, Long>> answer : answers) {
            if (answer.succeeded()) {
                answer.result().forEach((name, count) -> effects.merge(name, count, Long::sum));
            } else {
                warnings.add("a listener failed to apply the change: "
                        + answer.cause().getMessage());
            }
        }
        return new Answer(Collections.unmodifiableMap(effects), List.copyOf(warnings));
    }
}
