package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.UrlPath;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern cluster}: shows the nodes of the cluster; its commands change which there are. */
@Command(
        name = "cluster",
        description = {
            "Show the nodes of the cluster, what is wrong with them, and what the cluster can lose right now.",
            "Members are one store with one set of settings ('cistern config cluster'): any of them takes any request, and a",
            "change is on a majority of them before it is acknowledged."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern cluster                                            as the node at the endpoint sees it",
            "  cistern cluster --json",
            "  cistern server --data d2 --listen 127.0.0.1:7080 --join 127.0.0.1:7070      one node more",
            "  cistern cluster census                                     has every object its copies?",
            "  cistern cluster drain n2                                   have its copies made elsewhere, before",
            "  cistern cluster remove n2                                  one less, alive or dead"
        })
final class ClusterCommand extends ClientCommand {
    private static final String PATH = "/v1/cluster/members";
    private static final long SECONDS_PER_DAY = 86_400;
    /** Of a certificate that ends sooner a line is shown. */
    private static final long NOTED_DAYS = 30;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    private ClusterCommand(Terminal terminal) {
        super(terminal);
    }

    /** The command with those below it. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new ClusterCommand(terminal))
                .addSubcommand(new ClusterDrainCommand(terminal))
                .addSubcommand(new Remove(terminal))
                .addSubcommand(new ClusterCensusCommand(terminal))
                .addSubcommand(new ClusterCertsCommand(terminal));
    }

    @Override
    int run(NodeClient node) {
        Json view = node.get(PATH);
        if (json) {
            terminal().out().println(view.pretty());
        } else {
            print(view);
        }
        return ExitCode.OK;
    }

    private void print(Json view) {
        PrintStream out = terminal().out();
        view.at("cluster").optionalText().ifPresent(id -> out.println("cluster " + Terminal.printable(id)));
        Table table = new Table(
                "NODE",
                "ROLE",
                "STATE",
                "ZONE",
                "WEIGHT",
                "VERSION",
                "HEARD OF",
                "SETTINGS",
                "CLIENTS",
                "REQ/S",
                "ADDRESS");
        long newest = view.at("settings_version").number();
        for (Json member : view.at("members").elements()) {
            boolean isThis = member.at("name").text().equals(view.at("this").text());
            table.row(
                    member.at("name").text() + (isThis ? " *" : ""),
                    member.at("role").text(),
                    member.at("state").text(),
                    member.at("zone").text(),
                    member.at("weight").text(),
                    member.at("version").text(),
                    isThis ? "now" : heard(member.at("heard_ms")),
                    settings(member, newest),
                    figure(member, "clients"),
                    figure(member, "requests_per_second"),
                    member.at("url").text());
            notes(member).forEach(table::note);
        }
        table.print(out);
        secrets(view).ifPresent(line -> out.println(Terminal.printable(line)));
        out.println(Terminal.printable(view.at("can_lose").at("text").text()));
        out.println(Terminal.printable(view.at("objects").text()));
        view.at("objects_leader")
                .optionalText()
                .ifPresent(leader -> out.println(Terminal.printable(leader + " orders those changes")));
    }

    /** Empty for a node that is away, or says nothing of it. */
    private static String figure(Json member, String name) {
        Json figures = member.at("figures");
        return figures.isNull() ? "" : figures.at(name).text();
    }

    /** What members know each other by, while it is being changed. */
    private static Optional<String> secrets(Json view) {
        Map<String, List<String>> nodes = new TreeMap<>();
        for (Json member : view.at("members").elements()) {
            if (!member.at("figures").isNull()) {
                String ids = member.at("figures").at("secrets").elements().stream()
                        .map(Json::text)
                        .collect(Collectors.joining(", believes "));
                nodes.computeIfAbsent(ids, none -> new ArrayList<>())
                        .add(member.at("name").text());
            }
        }
        return nodes.size() < 2
                ? Optional.empty()
                : Optional.of("nodes have different secrets: "
                        + nodes.entrySet().stream()
                                .map(each -> String.join(", ", each.getValue()) + " "
                                        + (each.getKey().isEmpty() ? "none" : each.getKey()))
                                .collect(Collectors.joining("; ")));
    }

    /** Of the one for other nodes, when it ends soon. */
    private static String certificate(Json member) {
        String until = figure(member, "certificate_until");
        if (until.isEmpty() || until.equals("0")) {
            return "";
        }
        long days = Math.floorDiv(Long.parseLong(until) - Instant.now().getEpochSecond(), SECONDS_PER_DAY);
        return days >= NOTED_DAYS
                ? ""
                : days < 0
                        ? "its certificate for other nodes has ended"
                        : "its certificate for other nodes ends in " + days + " days";
    }

    private static String heard(Json millis) {
        if (millis.isNull()) {
            return "never";
        }
        long seconds = millis.number() / 1000;
        if (seconds < 3) {
            return "now";
        }
        return seconds < 120
                ? seconds + " s ago"
                : seconds < 7200 ? seconds / 60 + " min ago" : seconds / 3600 + " h ago";
    }

    private static String settings(Json member, long newest) {
        String version = member.at("settings_version").text();
        return version.equals("0") || version.equals(Long.toString(newest)) ? version : version + " of " + newest;
    }

    private static String repair(Json repair) {
        if (repair.isNull() || repair.at("left_blobs").text().equals("0")) {
            return "";
        }
        return "copies to be fetched: " + repair.at("left_blobs").text() + " blobs, "
                + repair.at("left_bytes").number() / (1 << 20) + " MiB, about "
                + repair.at("seconds_left").text() + " s, at most "
                + repair.at("allowed_bytes_per_second").number() / (1 << 20) + " MiB/s now";
    }

    private static List<String> notes(Json member) {
        String alerts = member.at("alerts").elements().stream().map(Json::text).collect(Collectors.joining(", "));
        String problem = member.at("problem").text();
        return Stream.of(
                        repair(member.at("repair")),
                        alerts.isEmpty() ? "" : "alerts: " + alerts,
                        certificate(member),
                        problem.isEmpty() ? "" : "cannot use the cluster's settings: " + problem)
                .filter(note -> !note.isEmpty())
                .toList();
    }

    @Command(
            name = "remove",
            description = {
                "Take a node out of the cluster, alive or dead. A majority of the nodes must be reachable, with and without it.",
                "It stops taking part by itself, when it is alive or comes back, and serves no objects any more.",
                "'cistern server --join' lets it in again, with what the cluster has then. Refused where objects have their only copy",
                "on it: drain it first ('cistern cluster drain')."
            },
            sortOptions = false,
            footerHeading = "%nExample:%n",
            footer = "  cistern cluster remove n2")
    static final class Remove extends ClientCommand {
        @Parameters(arity = "1", paramLabel = "NODE", description = "Its name, as 'cistern cluster' shows it.")
        private String name = "";

        @Option(names = "--force", description = "Give up what has its only copy there. It cannot be brought back.")
        private boolean force;

        Remove(Terminal terminal) {
            super(terminal);
        }

        @Override
        int run(NodeClient node) {
            Json unused = node.call(
                    "DELETE", PATH + "/" + UrlPath.segment(name) + (force ? "?force=true" : ""), Json.of(Map.of()));
            terminal().out().println(Terminal.printable(name + " is no member any more"));
            return ExitCode.OK;
        }
    }
}
