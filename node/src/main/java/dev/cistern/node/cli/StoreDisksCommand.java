package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.transfer.LocalFailure;
import dev.cistern.node.cli.transfer.Quantities;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern store disks}: the disks that bodies lie on. */
@Command(
        name = "disks",
        description = {
            "Show the disks that bodies lie on: the data folder, and those of store.disks. Fails where one of them cannot be used.",
            "SHARE is the part of new bodies that a disk gets, by its weight and its free space."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern store disks",
            "  cistern config node store.disks=/srv/b,/srv/c     use two further disks, from now on",
            "  cistern store disks drain /srv/b                  move what lies on it to the others",
            "  cistern store disks forget /srv/b                 give up one that will not come back"
        })
final class StoreDisksCommand extends ClientCommand {
    static final String PATH = StoreCommand.PATH + "/disks";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private StoreDisksCommand(Terminal terminal) {
        super(terminal);
    }

    /** The command with those below it. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new StoreDisksCommand(terminal))
                .addSubcommand(new Drain(terminal))
                .addSubcommand(new Undrain(terminal))
                .addSubcommand(new Forget(terminal));
    }

    @Override
    int run(NodeClient node) {
        Json disks = node.get(PATH);
        if (json) {
            terminal().out().println(disks.pretty());
        } else {
            print(disks, terminal().out());
        }
        boolean isWell = disks.at("disks").elements().stream()
                .allMatch(disk -> disk.at("trouble").isNull());
        return isWell ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void print(Json disks, PrintStream out) {
        Table table = new Table("DISK", "STATE", "WEIGHT", "SIZE", "FREE", "SHARE", "ID");
        table.alignRight(2);
        for (Json disk : disks.at("disks").elements()) {
            String space = disk.at("space").text();
            table.row(
                    Terminal.printable(disk.at("path").text()),
                    disk.at("state").text() + (space.equals("ok") ? "" : ", " + space),
                    disk.at("weight").text(),
                    Quantities.bytes(disk.at("total_bytes").number()),
                    Quantities.bytes(disk.at("free_bytes").number()),
                    disk.at("share_percent").text() + " %",
                    disk.at("first").isTrue()
                            ? "the data folder"
                            : disk.at("id").text());
        }
        table.print(out);
        for (Json disk : disks.at("disks").elements()) {
            String path = disk.at("path").text();
            disk.at("trouble")
                    .optionalText()
                    .ifPresent(why -> out.println(Terminal.printable(path + ": " + why
                            + (disk.at("readable").isTrue() ? " (it takes nothing new, and can be read)" : ""))));
            if (disk.at("state").text().equals("unlisted")) {
                out.println(Terminal.printable(
                        path + ": it is not in store.disks, and bodies lie on it: put it back, or drain it"));
            }
            progress(disk).ifPresent(line -> out.println(Terminal.printable(path + ": " + line)));
        }
        Json unreadable = disks.at("unreadable");
        if (unreadable.at("blobs").number() > 0) {
            out.println(Quantities.count(unreadable.at("blobs").number(), "blob") + ", "
                    + Quantities.bytes(unreadable.at("bytes").number()) + ", cannot be read here now"
                    + (unreadable.at("counted").isTrue() ? "" : "; they are being counted"));
        }
    }

    /** How far the draining of a disk is; empty where it is not drained. */
    private static Optional<String> progress(Json disk) {
        Json drain = disk.at("drain");
        if (drain.isNull()) {
            return Optional.empty();
        }
        long of = drain.at("of_bytes").number();
        long moved = drain.at("moved_bytes").number();
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s of %s moved, %s of %s",
                drain.at("moved_blobs").text(),
                Quantities.count(drain.at("of_blobs").number(), "blob"),
                Quantities.bytes(moved),
                Quantities.bytes(of)));
        if (drain.at("damaged").number() > 0) {
            line.append("; ")
                    .append(drain.at("damaged").text())
                    .append(" damaged, which stay: see 'cistern store scrub'");
        }
        if (drain.at("waiting").number() > 0) {
            line.append("; ").append(drain.at("waiting").text()).append(" of uploads that have not ended");
        }
        drain.at("trouble").optionalText().ifPresent(why -> line.append("; ").append(why));
        return Optional.of(line.toString());
    }

    /** An order about one disk. */
    private abstract static class Order extends ClientCommand {
        private final String action;

        @Parameters(arity = "1", paramLabel = "FOLDER", description = "As 'cistern store disks' shows it.")
        private String folder = "";

        Order(Terminal terminal, String action) {
            super(terminal);
            this.action = action;
        }

        final String folder() {
            return folder;
        }

        final Json order(NodeClient node) {
            return node.call("POST", PATH, Json.of(Map.of("action", Json.of(action), "path", Json.of(folder))));
        }

        final void say(String what) {
            terminal().out().println(Terminal.printable(what));
        }
    }

    @Command(
            name = "drain",
            description = {
                "Move what lies on a disk to the others, no faster than store.compact_rate; it gets nothing new meanwhile. Shows how",
                "far it is, and ends when the disk is empty: then it may be taken out of store.disks. Interrupted, the node goes on,",
                "also after a restart."
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  cistern store disks drain /srv/b",
                "  cistern store disks drain /srv/b --no-wait      begin, and end at once"
            })
    static final class Drain extends Order {
        private static final long LOOK_MILLIS = 500;

        @Option(names = "--no-wait", description = "Do not wait until it is empty.")
        private boolean noWait;

        Drain(Terminal terminal) {
            super(terminal, "drain");
        }

        @Override
        int run(NodeClient node) {
            Optional<Json> disk = find(order(node));
            while (!noWait && disk.isPresent() && isDraining(disk.get())) {
                terminal().draw(progress(disk.get()).orElse("begins"));
                pause();
                disk = find(node.get(PATH));
            }
            terminal().draw("");
            if (disk.isPresent() && !disk.get().at("state").text().equals("drained")) {
                say(folder() + " is " + disk.get().at("state").text() + "; "
                        + progress(disk.get()).orElse("it begins"));
                return noWait ? ExitCode.OK : ExitCode.FAILED;
            }
            say(folder() + " is empty; it may be taken out of store.disks");
            return ExitCode.OK;
        }

        private Optional<Json> find(Json disks) {
            return disks.at("disks").elements().stream()
                    .filter(disk -> disk.at("path").text().equals(folder().replaceFirst("(?<=.)/+$", "")))
                    .findFirst();
        }

        private static boolean isDraining(Json disk) {
            return disk.at("state").text().equals("draining");
        }

        private static void pause() {
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new LocalFailure("interrupted; the node goes on");
            }
        }
    }

    @Command(
            name = "undrain",
            description = "Let a disk that is being drained, or was, have new bodies again.",
            footerHeading = "%nExample:%n",
            footer = "  cistern store disks undrain /srv/b")
    static final class Undrain extends Order {
        Undrain(Terminal terminal) {
            super(terminal, "undrain");
        }

        @Override
        int run(NodeClient node) {
            Json unused = order(node);
            say(folder() + " has new bodies again");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "forget",
            description = {
                "Give up a disk that failed and will not come back, with all that lies on it. What other nodes have copies of is made",
                "anew from these; the rest is lost, and 'cistern store check' names it. Take it out of store.disks first, or mount another",
                "there: while it is set, an empty folder in its place is a new disk from then on."
            },
            footerHeading = "%nExample:%n",
            footer = "  cistern store disks forget /srv/b")
    static final class Forget extends Order {
        Forget(Terminal terminal) {
            super(terminal, "forget");
        }

        @Override
        int run(NodeClient node) {
            Json unused = order(node);
            say(folder() + " is given up");
            return ExitCode.OK;
        }
    }
}
