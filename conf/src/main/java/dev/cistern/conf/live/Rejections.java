package dev.cistern.conf.live;

import dev.cistern.conf.load.Problem;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/** Whether the watched files can be used, and who wants to know. Written by the service alone, read by any thread. */
final class Rejections {
    private final List<RejectionListener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong count = new AtomicLong();
    private volatile List<Problem> ofSettings = List.of();
    private volatile List<Problem> ofPems = List.of();

    Runnable add(RejectionListener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    List<Problem> problems() {
        return Stream.concat(ofSettings.stream(), ofPems.stream()).toList();
    }

    boolean settingsAreGood() {
        return ofSettings.isEmpty();
    }

    long count() {
        return count.get();
    }

    /** The settings files cannot be used; told again only if for another reason. */
    void rejectSettings(List<Problem> found) {
        if (!found.equals(ofSettings)) {
            ofSettings = List.copyOf(found);
            reject(found);
        }
    }

    void acceptSettings() {
        boolean wereGood = problems().isEmpty();
        ofSettings = List.of();
        accept(wereGood);
    }

    /** What files of certificates and keys now hold cannot be used. */
    void rejectPems(List<Problem> found) {
        if (!found.equals(ofPems)) {
            ofPems = List.copyOf(found);
            reject(found);
        }
    }

    void acceptPems() {
        boolean wereGood = problems().isEmpty();
        ofPems = List.of();
        accept(wereGood);
    }

    private void reject(List<Problem> found) {
        count.incrementAndGet();
        listeners.forEach(listener -> listener.rejected(found));
    }

    private void accept(boolean wereGood) {
        if (!wereGood && problems().isEmpty()) {
            listeners.forEach(RejectionListener::accepted);
        }
    }
}
