package dev.cistern.node.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code cistern completion}: prints what makes bash and zsh complete the command line. */
@Command(
        name = "completion",
        description = "Print a script that completes commands and options in bash and zsh.%n",
        footerHeading = "%nExample:%n",
        footer = "  source <(cistern completion)")
final class CompletionCommand implements Callable<Integer> {
    private final Terminal terminal;

    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(AutoComplete.bash("cistern", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
