package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import java.io.PrintStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code cistern cluster census}: counts copies on all nodes. */
@Command(
        name = "census",
        description = {
            "Compare what lies on the disks of all nodes with what the records say, and change nothing. Ends with status 1",
            "unless every blob has as many good copies as it ought to have."
        },
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern cluster census               whether the files are there and whole, by their tables",
            "  cistern cluster census --verify      every byte is read"
        })
final class ClusterCensusCommand extends ClientCommand {
    @Option(names = "--verify", description = "Read and verify every block of every copy.")
    private boolean verify;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ClusterCensusCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        Json census = node.get("/v1/cluster/census?verify=" + verify);
        boolean whole = census.at("whole").text().equals("true");
        PrintStream out = terminal().out();
        if (json) {
            out.println(census.pretty());
            return whole ? ExitCode.OK : ExitCode.FAILED;
        }
        Table table = new Table("NODE", "GOOD", "MISSING", "DAMAGED", "SURPLUS", "ORPHANED");
        for (Json member : census.at("members").elements()) {
            table.row(
                    member.at("node").text(),
                    member.at("good").text(),
                    member.at("missing").text(),
                    member.at("damaged").text(),
                    member.at("surplus").text(),
                    member.at("orphaned").text());
            member.at("problem").optionalText().ifPresent(problem -> table.note("did not answer: " + problem));
        }
        table.print(out);
        out.println(census.at("blobs").text() + " blobs, each wished on "
                + census.at("copies").text() + " nodes; "
                + census.at("under_replicated").text() + " on fewer");
        out.println(
                whole
                        ? "every one has as many good copies as it ought to have"
                        : "NOT every one has as many good copies as it ought to have");
        return whole ? ExitCode.OK : ExitCode.FAILED;
    }
}
