package dev.cistern.node.layers;

import java.util.Locale;

/** How soon somebody should look. */
public enum Severity {
    /** It will get worse, or costs speed. */
    WARNING,
    /** Requests or clients are being turned away. */
    CRITICAL;

    /** As Prometheus' rules have it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
