package dev.cistern.cluster;

import dev.cistern.cluster.meta.SettingsState;
import dev.cistern.conf.live.ChangeReport;
import dev.cistern.conf.live.CommittedOverrides;
import dev.cistern.conf.live.SettingsService;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the cluster's settings in force on this node, whether it hears of them from the log or, sooner, from the leader.
 * Confined to the cluster's context.
 */
final class Adoption {
    private static final Logger log = LoggerFactory.getLogger(Adoption.class);

    private final SettingsService service;
    private @Nullable Last last;
    private String problem = "";

    /** The change taken up last, and what came of it, for all who ask. */
    private record Last(CommittedOverrides committed, Future<JsonObject> report) {

        boolean settles(CommittedOverrides next) {
            return next.version() < committed.version()
                    || (of(next.version()) != null && next.onTrial() == committed.onTrial());
        }

        /** Null where it was another version, or could not be used. */
        @Nullable
        Future<JsonObject> of(long version) {
            return committed.version() == version && !report.failed() ? report : null;
        }
    }

    Adoption(SettingsService service) {
        this.service = service;
    }

    static CommittedOverrides of(SettingsState settings) {
        return new CommittedOverrides(
                settings.version(), settings.overrides(), settings.last().who(), settings.trial() != null);
    }

    /** Answers with the report of this node; earlier ones than it has come to nothing. */
    Future<JsonObject> adopt(CommittedOverrides committed) {
        Last before = last;
        if (before != null && before.settles(committed)) {
            return before.report;
        }
        Future<JsonObject> same = before == null ? null : before.of(committed.version());
        Future<JsonObject> report = service.adopt(committed)
                .map(done -> report(done, committed))
                .onSuccess(done -> problem = "")
                .onFailure(failure -> refused(committed, failure));
        last = new Last(committed, same == null ? report : same);
        return report;
    }

    private JsonObject report(ChangeReport report, CommittedOverrides committed) {
        return ReportJson.of(report).put("revision", committed.version());
    }

    private void refused(CommittedOverrides committed, Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        if (!why.equals(problem)) {
            log.atError()
                    .addKeyValue("version", committed.version())
                    .log("settings that the cluster agreed on cannot be used here: {}", why);
        }
        problem = why;
    }

    /** Tries again what could not be used: a file, or an override of this node, may have been changed since. */
    void retry() {
        Last before = last;
        if (before != null && before.report.failed() && before.report.isComplete()) {
            Future<JsonObject> unused = adopt(before.committed);
            assert unused != null;
        }
    }

    /** Version in force. */
    long version() {
        return service.clusterVersion();
    }

    /** Why the last ones are not in force; empty when they are. */
    String problem() {
        return problem;
    }
}
