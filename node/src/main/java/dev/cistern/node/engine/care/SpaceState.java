package dev.cistern.node.engine.care;

import java.util.Locale;

/** How much room the disk has, against the thresholds of the settings. */
public enum SpaceState {
    /** Enough. */
    OK,
    /** Less than {@code store.free_warn}: said, and nothing else. */
    LOW,
    /** Less than {@code store.free_min}: bodies are refused; reads and deletes go on. */
    FULL,
    /** Less than {@code store.free_stop}: only what makes room is still changed. */
    CRITICAL;

    /** As it is shown. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
