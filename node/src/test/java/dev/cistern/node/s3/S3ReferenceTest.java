package dev.cistern.node.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class S3ReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "reference", "s3.md");

    /** With {@code -Dcistern.golden=write} it writes the page instead. */
    @Test
    void committedPageIsTheGeneratedOne() throws IOException {
        if ("write".equals(System.getProperty("cistern.golden"))) {
            S3Reference.write(PAGE);
        }

        assertThat(Files.readString(PAGE)).isEqualTo(S3Reference.markdown());
    }

    @Test
    void everyOperationHasARowOfItsOwn() {
        for (S3Action action : S3Action.values()) {
            assertThat(S3Reference.markdown()).containsOnlyOnce("| `" + action.title() + "` |");
        }
    }
}
