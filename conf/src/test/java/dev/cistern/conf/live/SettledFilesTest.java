package dev.cistern.conf.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.load.FileText;
import dev.cistern.conf.load.FilesRead;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettledFilesTest {
    private final SettledFiles settled = new SettledFiles();

    private static FilesRead text(String text) {
        return new FilesRead(List.of(new FileText("a.yaml", text)), List.of());
    }

    @Test
    void textIsTakenWhenSeenTwiceInARow() {
        assertThat(settled.after(text("a"))).isNull();
        assertThat(settled.after(text("a"))).isEqualTo(text("a"));
    }

    @Test
    void textSeenOnceInBetweenIsPassedOver() {
        assertThat(settled.after(text("a"))).isNull();
        assertThat(settled.after(text("a"))).isEqualTo(text("a"));

        assertThat(settled.after(text("half"))).isEqualTo(text("a"));
        assertThat(settled.after(text("whole"))).isEqualTo(text("a"));
        assertThat(settled.after(text("whole"))).isEqualTo(text("whole"));
    }
}
