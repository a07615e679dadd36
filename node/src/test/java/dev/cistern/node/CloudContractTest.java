package dev.cistern.node;

import java.util.Set;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/**
 * A backend behind which is a server that others wrote: {@code ./dev smoke clouds} starts one after the other, says where it
 * is in {@code CISTERN_CONTRACT_URL}, and in {@code CISTERN_CONTRACT_WITHOUT} what it is known not to do.
 */
@EnabledIfEnvironmentVariable(named = "CISTERN_CONTRACT_URL", matches = ".+")
final class CloudContractTest extends BackendContract {
    private final Set<String> without =
            Set.of(System.getenv().getOrDefault("CISTERN_CONTRACT_WITHOUT", "").split(","));

    @Override
    String url() {
        return System.getenv("CISTERN_CONTRACT_URL");
    }

    @Override
    boolean keeps(String key) {
        return !(key.contains("//") && without.contains("empty-segments"))
                && !(key.endsWith("/") && without.contains("folders"));
    }

    @Override
    boolean evaluatesConditions(boolean inParts) {
        return !without.contains("conditions") && !(inParts && without.contains("part-conditions"));
    }
}
