package dev.cistern.node.cli;

import dev.cistern.node.OfflineStore;
import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.transfer.LocalFailure;
import dev.cistern.node.cli.transfer.Quantities;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Commands for long works on a store. */
abstract class StoreWork extends ClientCommand {
    private static final long LOOK_MILLIS = 300;

    private final String path;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    StoreWork(Terminal terminal, String name) {
        super(terminal);
        this.path = StoreCommand.PATH + "/" + name;
    }

    /** What to do with it. */
    enum Action {
        START,
        STATUS,
        PAUSE,
        RESUME,
        CANCEL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Prints what a work has come to. */
    abstract void print(Json report, PrintStream out);

    /** Whether all is well, as far as it has come. */
    abstract boolean isWell(Json report);

    final int tell(NodeClient node, Action action, boolean wait) {
        Json report = action == Action.STATUS
                ? node.get(path)
                : node.call("POST", path, Json.of(Map.of("action", Json.of(action.toString()))));
        if (wait) {
            report = await(node, report);
        }
        return show(report);
    }

    final int show(Json report) {
        if (json) {
            terminal().out().println(report.pretty());
        } else {
            print(report, terminal().out());
        }
        return isWell(report) ? ExitCode.OK : ExitCode.FAILED;
    }

    private Json await(NodeClient node, Json first) {
        Json report = first;
        while (report.at("state").text().equals("running")) {
            terminal().draw(progress(report));
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalFailure("interrupted; the work goes on");
            }
            report = node.get(path);
        }
        terminal().draw("");
        return report;
    }

    /** State, share, rate and time left. */
    static String progress(Json report) {
        StringBuilder line = new StringBuilder(report.at("state").text());
        long of = report.at("of_bytes").number();
        long done = report.at("done_bytes").number();
        if (of > 0) {
            line.append(String.format(Locale.ROOT, ", %d %% of ", 100 * done / of))
                    .append(Quantities.bytes(of));
        }
        line.append(", ")
                .append(Quantities.bytes(report.at("bytes_per_second").number()))
                .append("/s");
        report.at("seconds_left").optionalText().ifPresent(left -> line.append(", ")
                .append(Quantities.time(Duration.ofSeconds(Long.parseLong(left))))
                .append(" left"));
        report.at("trouble").optionalText().ifPresent(why -> line.append("; ").append(Terminal.printable(why)));
        return line.toString();
    }

    private static boolean isFailed(Json report) {
        return report.at("state").text().equals("failed");
    }

    static void printFindings(Json report, PrintStream out) {
        for (Json finding : report.at("findings").elements()) {
            String where = finding.at("bucket").optionalText().orElse("?") + "/"
                    + finding.at("key").optionalText().orElse("?")
                    + finding.at("version")
                            .optionalText()
                            .map(id -> " version " + id)
                            .orElse("")
                    + finding.at("part")
                            .optionalText()
                            .map(part -> " part " + part)
                            .orElse("");
            boolean isObject = !finding.at("key").isNull();
            out.println(finding.at("problem").text() + (isObject ? "  " + Terminal.printable(where) : "")
                    + finding.at("blob")
                            .optionalText()
                            .map(blob -> "  blob " + blob)
                            .orElse("")
                    + ": " + Terminal.printable(finding.at("what").text())
                    + (finding.at("healed").isTrue() ? " (healed)" : ""));
        }
        if (report.at("findings_left_out").number() > 0) {
            out.println("and " + report.at("findings_left_out").text() + " more");
        }
    }

    private static long unhealed(Json report) {
        return report.at("problems").number() - report.at("healed").number();
    }

    @Command(
            name = "scrub",
            description = {
                "Read everything that the node stores and verify it against its checksums, at store.scrub_rate. What is",
                "damaged is named; in a cluster it is replaced by another node's copy. The node does it by itself every",
                "store.scrub_interval, and goes on where it was after a restart. Fails where damage is known."
            },
            sortOptions = false,
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern store scrub                 begin one",
                "  cistern store scrub --wait          and wait for its end",
                "  cistern store scrub status          how far it is, and what the last one found",
                "  cistern store scrub pause",
                "  cistern config cluster store.scrub_rate=100MiB     while it runs"
            })
    static final class Scrub extends StoreWork {
        @Parameters(
                arity = "0..1",
                paramLabel = "ACTION",
                description = "start, status, pause, resume or cancel; start unless said otherwise.",
                defaultValue = "start")
        private Action action = Action.START;

        @Option(names = "--wait", description = "Show how far it is, and wait until it is over or paused.")
        private boolean wait;

        Scrub(Terminal terminal) {
            super(terminal, "scrub");
        }

        @Override
        int run(NodeClient node) {
            return tell(node, action, wait);
        }

        @Override
        void print(Json report, PrintStream out) {
            out.println("scrub: " + progress(report));
            Json shown = shown(report);
            printFindings(shown, out);
            out.println(shown.at("problems").text() + " problems found, "
                    + shown.at("healed").text() + " healed");
            report.at("last")
                    .at("ended")
                    .optionalText()
                    .ifPresent(ended -> out.println("last ended: " + ended
                            + (report.at("last").at("whole").isTrue() ? "" : ", before it was over")));
            report.at("next").optionalText().ifPresent(next -> out.println("next by itself: " + next));
        }

        /** What the last one found counts until there is another. */
        private static Json shown(Json report) {
            boolean isIdle = report.at("state").text().equals("idle");
            return isIdle && report.at("last").isObject() ? report.at("last") : report;
        }

        @Override
        boolean isWell(Json report) {
            return unhealed(shown(report)) <= 0 && !isFailed(report);
        }
    }

    @Command(
            name = "check",
            description = {
                "Compare records and files with each other, both ways, and change nothing: blobs without a file, of another",
                "length or with damaged tables, files that no record names, records that are damaged. Ends with status 1 where",
                "anything is wrong. Bytes of objects are not read; 'cistern store scrub' does that."
            },
            sortOptions = false,
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern store check                        of a running node, and wait for its end",
                "  cistern store check --data /srv/cistern    of a node that is stopped"
            })
    static final class Check extends StoreWork {
        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "Of the node of this data folder, which is stopped.")
        private Optional<Path> data = Optional.empty();

        Check(Terminal terminal) {
            super(terminal, "check");
        }

        @Override
        int run(NodeClient node) {
            return data.isPresent() ? show(offline(data.get())) : tell(node, Action.START, true);
        }

        private static Json offline(Path folder) {
            try {
                byte[] report = OfflineStore.check(folder).getBytes(StandardCharsets.UTF_8);
                return Json.read(new ByteArrayInputStream(report));
            } catch (IOException e) {
                throw new LocalFailure(String.valueOf(e.getMessage()));
            }
        }

        @Override
        void print(Json report, PrintStream out) {
            printFindings(report, out);
            out.println("check: " + report.at("state").text() + ", "
                    + Quantities.count(report.at("records").number(), "record") + " and "
                    + Quantities.count(report.at("blobs").number(), "blob") + " looked at, "
                    + report.at("orphans").text() + " orphans ("
                    + Quantities.bytes(report.at("orphan_bytes").number()) + ")"
                    + report.at("trouble")
                            .optionalText()
                            .map(why -> "; " + Terminal.printable(why))
                            .orElse(""));
            out.println(isWell(report) ? "records and files belong together" : "NOT all is as it ought to be");
        }

        @Override
        boolean isWell(Json report) {
            return report.at("problems").number() == 0
                    && report.at("state").text().equals("done");
        }
    }

    @Command(
            name = "compact",
            description = {
                "Write the records anew without what was overwritten or deleted, which gives its room back now instead of",
                "later. Takes some room before it gives any: it stops at store.free_min."
            },
            sortOptions = false,
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern store compact --wait",
                "  cistern store compact status",
                "  cistern store compact cancel"
            })
    static final class Compact extends StoreWork {
        @Parameters(
                arity = "0..1",
                paramLabel = "ACTION",
                description = "start, status, pause, resume or cancel; start unless said otherwise.",
                defaultValue = "start")
        private Action action = Action.START;

        @Option(names = "--wait", description = "Show how far it is, and wait until it is over or paused.")
        private boolean wait;

        Compact(Terminal terminal) {
            super(terminal, "compact");
        }

        @Override
        int run(NodeClient node) {
            return tell(node, action, wait);
        }

        @Override
        void print(Json report, PrintStream out) {
            out.println("compact: " + progress(report));
            out.println("records: "
                    + Quantities.bytes(report.at("record_bytes_before").number()) + " before, "
                    + Quantities.bytes(report.at("record_bytes").number()) + " now; "
                    + report.at("stretches").text() + " of "
                    + report.at("of_stretches").text() + " stretches");
        }

        @Override
        boolean isWell(Json report) {
            return !isFailed(report);
        }
    }
}
