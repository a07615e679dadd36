package dev.cistern.bench.net;

import dev.cistern.bench.flip.FlipCommand;
import picocli.CommandLine.Command;

/** What is promised of the connection layers. */
@Command(
        name = "net",
        mixinStandardHelpOptions = true,
        description = {
            "Proves what is promised of the connection layers, counted at the other end.",
            "Each run has a seed and ends by itself; exit code 0 when every promise holds."
        },
        subcommands = {
            FlipCommand.class,
            ReuseCommand.class,
            HonestCommand.class,
            RaiseCommand.class,
            LowerCommand.class,
            IdleTimeCommand.class,
            StaleCommand.class,
            ServerIdleCommand.class,
            LifetimeCommand.class,
            StormCommand.class,
            FairnessCommand.class,
            HalfOpenCommand.class,
            SpreadCommand.class,
            MemoryOfIdleCommand.class,
            SpeedCommand.class,
            AllCommand.class
        })
public final class NetCommand {}
