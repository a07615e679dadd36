package dev.cistern.node.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code cistern config}: the group of what reads and changes settings. */
@Command(
        name = "config",
        description = {
            "Read and change settings while the node serves.",
            "A change is in force within a second: no restart, no failed request.%n"
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern config cluster net.http                       what is set, and what is in force",
            "  cistern config cluster net.http --show-origin         and who set it",
            "  cistern config cluster net.http.idle_conn_time=30s    change one",
            "  cistern config describe net.http.idle_conn_time       what it means",
            "  cistern config rollback                               undo the last change"
        })
final class ConfigCommand implements Runnable {
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    /** The group with all its commands. */
    static CommandLine with(Terminal terminal) {
        return new CommandLine(new ConfigCommand())
                .addSubcommand("cluster", new ConfigScopeCommand(terminal, "cluster"))
                .addSubcommand("node", new ConfigScopeCommand(terminal, "node"))
                .addSubcommand(new ConfigDescribeCommand(terminal))
                .addSubcommand(new ConfigHistoryCommand(terminal))
                .addSubcommand(new ConfigRollbackCommand(terminal))
                .addSubcommand(new ConfigConfirmCommand(terminal));
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "say what to do: cluster, node, describe, history, rollback or confirm");
    }
}
