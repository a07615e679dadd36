package dev.cistern.conf.live;

import dev.cistern.conf.load.FileText;
import dev.cistern.conf.load.FilesRead;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.PemFiles;
import dev.cistern.conf.load.Problem;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts into force what is in the watched files: those of settings, and those that TLS keys name. Each kind is judged by
 * itself, with what is in force of the other, so that a bad settings file does not hold up a renewed certificate. Confined
 * to the service's context.
 */
final class WatchedFiles {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedFiles.class);

    private final Context context;
    private final Turns turns;
    private final Changes changes;
    private final Rejections rejections;
    private @Nullable FilesWatcher settingsWatch;
    private @Nullable PemWatch pemWatch;
    private FilesRead newest;
    private boolean turnAsked;
    private boolean again;
    private boolean stopped;

    WatchedFiles(Context context, Turns turns, Changes changes, Rejections rejections) {
        this.context = context;
        this.turns = turns;
        this.changes = changes;
        this.rejections = rejections;
        this.newest = changes.inForce().files();
    }

    /** Begins to watch; on the context. */
    void watch(Vertx vertx, List<Path> settingsFiles) {
        if (!settingsFiles.isEmpty()) {
            settingsWatch = FilesWatcher.start(vertx, settingsFiles, this::settingsSeen);
        }
        pemWatch = new PemWatch(vertx, this::pemPaths, this::pemsSeen);
    }

    private Set<Path> pemPaths() {
        return changes.inForce().files().pems().paths();
    }

    private void settingsSeen(FilesRead files) {
        context.runOnContext(on -> {
            newest = files.with(newest.pems());
            askForTurn();
        });
    }

    private void pemsSeen(PemFiles pems) {
        if (!pems.equals(newest.pems())) {
            newest = newest.with(pems);
            askForTurn();
        }
    }

    /** Tries once more what could not be stored, or not be used: what a settings file names may have come into being. */
    void tick() {
        if (again || !rejections.settingsAreGood()) {
            again = false;
            askForTurn();
        }
    }

    private void askForTurn() {
        if (!turnAsked && !stopped) {
            turnAsked = true;
            turns.take(this::take)
                    .onFailure(failure -> LOG.atError().setCause(failure).log("watched files not taken"));
        }
    }

    private Future<Void> take() {
        turnAsked = false;
        return takeSettings().compose(done -> takePems());
    }

    private Future<Void> takeSettings() {
        FilesRead before = changes.inForce().files();
        FilesRead files = newest.with(before.pems());
        if (files.equals(before)) {
            rejections.acceptSettings();
            return Future.succeededFuture();
        }
        String names = changedNames(before, files);
        return apply(files, names)
                .onSuccess(report -> rejections.acceptSettings())
                .<Void>mapEmpty()
                .recover(failure -> {
                    rejections.rejectSettings(problems(failure, names));
                    return Future.succeededFuture();
                });
    }

    private Future<Void> takePems() {
        FilesRead before = changes.inForce().files();
        PemFiles pems = newest.pems();
        if (pems.equals(before.pems()) || !pems.paths().equals(before.pems().paths())) {
            rejections.acceptPems();
            return Future.succeededFuture();
        }
        String names = pems.changedSince(before.pems());
        return apply(before.with(pems), names)
                .onSuccess(report -> rejections.acceptPems())
                .<Void>mapEmpty()
                .recover(failure -> takeTheGoodOf(pems, problems(failure, names)));
    }

    /** Files that need not fit to those that cannot be used do not wait for them. */
    private Future<Void> takeTheGoodOf(PemFiles pems, List<Problem> found) {
        rejections.rejectPems(found);
        FilesRead before = changes.inForce().files();
        Set<Path> bad = PemFiles.together(
                found.stream().map(Problem::key).filter(Objects::nonNull).toList(),
                changes.inForce().resolved());
        PemFiles good = pems.keeping(bad, before.pems());
        if (bad.isEmpty() || good.equals(before.pems())) {
            return Future.succeededFuture();
        }
        return apply(before.with(good), good.changedSince(before.pems()))
                .onFailure(failure -> LOG.atError().setCause(failure).log("watched files not taken"))
                .transform(done -> Future.succeededFuture());
    }

    private Future<ChangeReport> apply(FilesRead files, String names) {
        Overrides overrides = changes.inForce().stored().overrides();
        return changes.apply(new Proposal(ChangeSource.FILE, names, files, overrides, Proposal.OWN, null));
    }

    private List<Problem> problems(Throwable failure, String names) {
        if (failure instanceof InvalidSettingsException invalid) {
            return invalid.problems();
        }
        again = true;
        return List.of(new Problem(
                names, null, null, "the change could not be stored: " + failure, "make room on the disk of the data"));
    }

    private static String changedNames(FilesRead before, FilesRead now) {
        Set<FileText> same = new HashSet<>(before.texts());
        same.retainAll(now.texts());
        return Stream.concat(before.texts().stream(), now.texts().stream())
                .filter(text -> !same.contains(text))
                .map(FileText::name)
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** No turn is asked for after this. */
    void refuseMore() {
        stopped = true;
    }

    Future<Void> close() {
        PemWatch pems = pemWatch;
        if (pems != null) {
            pems.stop();
        }
        FilesWatcher settings = settingsWatch;
        return settings == null ? Future.succeededFuture() : settings.close();
    }
}
