package dev.cistern.node.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.net.CloseReason;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ReasonsTest {
    @Test
    void everyReasonIsExplained() {
        assertThat(Arrays.stream(CloseReason.values()).map(CloseReason::label))
                .allSatisfy(
                        reason -> assertThat(Reasons.meaning(reason)).as(reason).isNotBlank());
    }
}
