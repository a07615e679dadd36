package dev.cistern.bench.net;

import picocli.CommandLine.Command;

/** What is promised of the connection layers. */
@Command(
        name = "net",
        mixinStandardHelpOptions = true,
        description = {
            "Proves what is promised of the connection layers, counted at the other end.",
            "Each run has a seed and ends by itself; exit code 0 when every promise holds."
        },
        subcommands = {RaiseCommand.class})
public final class NetCommand {}
