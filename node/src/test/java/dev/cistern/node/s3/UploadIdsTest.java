package dev.cistern.node.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Numbers of uploads as clients see them. */
final class UploadIdsTest {
    private static final long[] IDS = {0, 12, 0x1234_5678_9012_3456L, 0x12e5, Long.MAX_VALUE};

    @Test
    void idComesBackAsTheNumberItIs() {
        for (long id : IDS) {
            assertThat(UploadIds.parse(UploadIds.format(id))).contains(id);
        }
        assertThat(UploadIds.parse("")).isEmpty();
        assertThat(UploadIds.parse(UploadIds.format(12).toUpperCase(Locale.ROOT)))
                .isEmpty();
    }

    /** Some clients make a number of everything in a document that looks like one, and send back another text. */
    @Test
    void idNeverLooksLikeANumber() {
        for (long id : IDS) {
            assertThat(UploadIds.format(id)).doesNotMatch("[-+.]?[0-9].*");
        }
    }
}
