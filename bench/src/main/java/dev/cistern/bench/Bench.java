package dev.cistern.bench;

import dev.cistern.bench.backends.BackendsCommand;
import dev.cistern.bench.clouds.UpstreamCommand;
import dev.cistern.bench.clouds.WriteBackCommand;
import dev.cistern.bench.cluster.ClusterCommand;
import dev.cistern.bench.cluster.ClusterSpeedCommand;
import dev.cistern.bench.cluster.RepairSpeedCommand;
import dev.cistern.bench.crash.CrashCommand;
import dev.cistern.bench.crash.DiskCommand;
import dev.cistern.bench.crash.PowerCommand;
import dev.cistern.bench.input.InputCommand;
import dev.cistern.bench.kube.KubernetesCommand;
import dev.cistern.bench.limits.IdleCommand;
import dev.cistern.bench.limits.MemoryCommand;
import dev.cistern.bench.limits.SlowCommand;
import dev.cistern.bench.net.NetCommand;
import dev.cistern.bench.races.RacesCommand;
import dev.cistern.bench.reload.ReloadCommand;
import dev.cistern.bench.rot.RotCommand;
import dev.cistern.bench.s3.ListCommand;
import dev.cistern.bench.s3.S3SpeedCommand;
import dev.cistern.bench.speed.NodeSpeedCommand;
import dev.cistern.bench.speed.ScaleCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Faults and measurements against real node processes; exit code 0 when what is promised holds. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Faults and measurements against real node processes.",
        subcommands = {Bench.Faults.class, Bench.Measurements.class})
public final class Bench {
    private Bench() {}

    public static void main(String[] arguments) {
        CommandLine line = new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true);
        System.exit(line.execute(arguments));
    }

    /** What is promised under faults. */
    @Command(
            name = "faults",
            mixinStandardHelpOptions = true,
            description = "Breaks things and checks what was promised.",
            subcommands = {
                CrashCommand.class,
                DiskCommand.class,
                ClusterCommand.class,
                ReloadCommand.class,
                RotCommand.class,
                InputCommand.class,
                KubernetesCommand.class,
                MemoryCommand.class,
                PowerCommand.class,
                RacesCommand.class,
                SlowCommand.class,
                UpstreamCommand.class,
                WriteBackCommand.class
            })
    static final class Faults {}

    /** What things cost. */
    @Command(
            name = "bench",
            mixinStandardHelpOptions = true,
            description = "Measures, as ratios in one run.",
            subcommands = {
                BackendsCommand.class,
                ClusterSpeedCommand.class,
                IdleCommand.class,
                ListCommand.class,
                NetCommand.class,
                NodeSpeedCommand.class,
                RepairSpeedCommand.class,
                S3SpeedCommand.class,
                ScaleCommand.class
            })
    static final class Measurements {}
}
