package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How much is kept of what comes from a backend, and for how long. */
final class KeepingOptions {
    @Option(
            names = "--good-for",
            paramLabel = "TIME|always|never",
            description = "How long a copy of an object is served before the backend is asked whether it has the same:"
                    + " 90s, 12h; always, the default; or never, to ask at each read.")
    private @Nullable String goodFor;

    @Option(
            names = "--keep-at-most",
            paramLabel = "SIZE|unlimited",
            description = "How much of copies is kept here: 500MiB, 100GiB; or unlimited, the default. When there is"
                    + " more, those that were not read for longest are removed here; the backend keeps them.")
    private @Nullable String keepAtMost;

    /** What was said, as the node is told; null is for being without. */
    Map<String, Json> value(Function<String, ParameterException> usage) {
        Map<String, Json> value = new LinkedHashMap<>();
        if (goodFor != null) {
            value.put("good_for_seconds", json(goodForSeconds(goodFor, usage)));
        }
        if (keepAtMost != null) {
            value.put("keep_at_most_bytes", json(keepAtMostBytes(keepAtMost, usage)));
        }
        return value;
    }

    private static Json json(OptionalLong number) {
        return number.isPresent() ? Json.of(number.getAsLong()) : Json.of((String) null);
    }

    private static OptionalLong goodForSeconds(String text, Function<String, ParameterException> usage) {
        return switch (text) {
            case "always" -> OptionalLong.empty();
            case "never" -> OptionalLong.of(0);
            default ->
                OptionalLong.of(Ages.parse(text)
                        .orElseThrow(() ->
                                usage.apply("--good-for '" + text + "' is no time; write 90s, 12h, always or never"))
                        .toSeconds());
        };
    }

    private static OptionalLong keepAtMostBytes(String text, Function<String, ParameterException> usage) {
        if (text.equals("unlimited")) {
            return OptionalLong.empty();
        }
        OptionalLong bytes = Sizes.parse(text);
        if (bytes.isEmpty()) {
            throw usage.apply("--keep-at-most '" + text + "' is no size; write 500MiB, 100GiB or unlimited");
        }
        return bytes;
    }
}
