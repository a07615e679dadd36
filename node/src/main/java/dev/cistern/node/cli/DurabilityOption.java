package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** When a write to a bucket is acknowledged. */
final class DurabilityOption {
    private static final String DEFAULT = "default";
    private static final Set<String> OWN = Set.of("sync", "os");

    @Option(
            names = "--durability",
            paramLabel = "sync|os|default",
            description =
                    "When a write is acknowledged: sync = when it survives a loss of power, os = when it survives a"
                            + " crash of the process; default, as the node's store.durability says. For a node alone.")
    private @Nullable String durability;

    /** What was said, as the node is told; null is for following it. */
    Map<String, Json> value(Function<String, ParameterException> usage) {
        String said = durability;
        if (said == null) {
            return Map.of();
        }
        if (!said.equals(DEFAULT) && !OWN.contains(said)) {
            throw usage.apply("--durability '" + said + "' is none; write sync, os or default");
        }
        return Map.of("durability", Json.of(said.equals(DEFAULT) ? null : said));
    }
}
