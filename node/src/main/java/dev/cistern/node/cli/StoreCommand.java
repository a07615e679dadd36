package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.transfer.Quantities;
import java.io.PrintStream;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cistern store}: what a node stores, and whether it is well. */
@Command(
        name = "store",
        description = "See what a node stores and what it takes, and whether all of it is whole; make room.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern store usage                what each bucket holds, and how full the disk is",
            "  cistern store disks                the disks that bodies lie on",
            "  cistern store scrub --wait         read and verify everything",
            "  cistern store check                do records and files belong together?",
            "  cistern store orphans --dry-run    what would be deleted that nothing names",
            "",
            "In a cluster each node has a store of its own: name it with --endpoint."
        })
final class StoreCommand implements Runnable {
    static final String PATH = "/v1/store";

    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new StoreCommand())
                .addSubcommand(new Usage(terminal))
                .addSubcommand(StoreDisksCommand.with(terminal))
                .addSubcommand(new StoreWork.Scrub(terminal))
                .addSubcommand(new StoreWork.Check(terminal))
                .addSubcommand(new StoreWork.Compact(terminal))
                .addSubcommand(new Orphans(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: usage, disks, scrub, check, compact or orphans");
    }

    @Command(
            name = "usage",
            description = {
                "Show what each bucket holds, counted exactly at one moment, and what the data folder takes on the disk.",
                "Objects are what a list shows; versions are older ones; uploads are in parts and not completed."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  cistern store usage", "  cistern store usage --json"})
    static final class Usage extends ClientCommand {
        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Usage(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json usage = node.get(PATH + "/usage");
            if (json) {
                terminal().out().println(usage.pretty());
                return ExitCode.OK;
            }
            printBuckets(usage);
            printSpace(usage);
            printDisks(usage);
            return ExitCode.OK;
        }

        private void printBuckets(Json usage) {
            Table table = new Table(
                    "BUCKET", "OBJECTS", "BYTES", "VERSIONS", "BYTES", "MARKERS", "UPLOADS", "PARTS", "BYTES");
            table.alignRight(1);
            for (Json bucket : usage.at("buckets").elements()) {
                table.row(
                        bucket.at("being_removed").isTrue()
                                ? "(being removed)"
                                : bucket.at("bucket").text(),
                        bucket.at("objects").text(),
                        size(bucket.at("bytes")),
                        bucket.at("versions").text(),
                        size(bucket.at("version_bytes")),
                        bucket.at("delete_markers").text(),
                        bucket.at("uploads").text(),
                        bucket.at("parts").text(),
                        size(bucket.at("part_bytes")));
            }
            table.print(terminal().out());
        }

        private void printSpace(Json usage) {
            PrintStream out = terminal().out();
            Json disk = usage.at("disk");
            out.println();
            out.println("disk: " + disk.at("state").text() + ", " + size(disk.at("free_bytes")) + " free of "
                    + size(disk.at("total_bytes")) + ", " + size(disk.at("promised_bytes"))
                    + " of it promised to uploads; alert below " + size(disk.at("free_warn_bytes"))
                    + ", writes refused below " + size(disk.at("free_min_bytes"))
                    + ", all but deletes below " + size(disk.at("free_stop_bytes")));
            out.println("bodies: " + size(usage.at("blobs").at("body_bytes")) + " in "
                    + usage.at("blobs").at("count").text() + " blobs, "
                    + size(usage.at("records").at("inline_bytes")) + " in records");
            out.println("records: " + size(usage.at("records").at("file_bytes")) + " in files, of which about "
                    + size(usage.at("records").at("dead_bytes")) + " are dead, "
                    + size(usage.at("records").at("unflushed_bytes")) + " in the log alone");
            if (usage.at("records").at("damaged").number() > 0) {
                out.println("DAMAGED: " + usage.at("records").at("damaged").text()
                        + " records, which are counted nowhere; 'cistern store scrub --wait' names them");
            }
            Table table = new Table("IN THE DATA FOLDER", "FILES", "BYTES");
            table.alignRight(1);
            for (Json part : usage.at("folder").elements()) {
                table.row(part.at("name").text(), part.at("files").text(), size(part.at("bytes")));
            }
            out.println();
            table.print(out);
        }

        private void printDisks(Json usage) {
            if (!usage.at("disks").elements().isEmpty()) {
                Table disks = new Table("ON FURTHER DISKS", "FILES", "BYTES");
                disks.alignRight(1);
                for (Json disk : usage.at("disks").elements()) {
                    disks.row(
                            Terminal.printable(disk.at("path").text()),
                            disk.at("files").text(),
                            size(disk.at("bytes")));
                }
                terminal().out().println();
                disks.print(terminal().out());
            }
        }

        private static String size(Json bytes) {
            return Quantities.bytes(bytes.number());
        }
    }

    @Command(
            name = "orphans",
            description = {
                "Delete files of objects that no record names, left over by a crash or by what could not be deleted.",
                "In a cluster they are only listed: repair deletes those that stay unnamed for 15 minutes."
            },
            footerHeading = "%nExamples:%n",
            footer = {"  cistern store orphans --dry-run", "  cistern store orphans"})
    static final class Orphans extends ClientCommand {
        @Option(names = "--dry-run", description = "Delete nothing; print what would be deleted.")
        private boolean dryRun;

        @Option(names = "--json", description = "Print JSON.")
        private boolean json;

        Orphans(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json found = dryRun ? node.get(PATH + "/orphans") : node.call("POST", PATH + "/orphans", Json.of(Map.of()));
            PrintStream out = terminal().out();
            if (json) {
                out.println(found.pretty());
                return ExitCode.OK;
            }
            for (Json blob : found.at("blobs").elements()) {
                out.println(blob.at("blob").text() + "  "
                        + Quantities.bytes(blob.at("bytes").number()));
            }
            if (found.at("blobs_left_out").number() > 0) {
                out.println("and " + found.at("blobs_left_out").text() + " more");
            }
            String what = Quantities.count(found.at("orphans").number(), "orphan") + ", "
                    + Quantities.bytes(found.at("bytes").number());
            out.println(
                    found.at("left_to_repair").isTrue()
                            ? what + "; repair deletes those that stay unnamed for 15 minutes"
                            : found.at("deleted").isTrue() ? what + " deleted" : what + " would be deleted");
            return ExitCode.OK;
        }
    }
}
