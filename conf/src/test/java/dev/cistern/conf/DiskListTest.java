package dev.cistern.conf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.DiskFolders.DiskFolder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DiskListTest {
    private final DiskList type = new DiskList();

    @Test
    void foldersWithAndWithoutWeightsAreReadAndPrinted() throws InvalidValueException {
        DiskFolders disks = type.parse(" /srv/b, /srv/c/:3 ");

        assertThat(disks.folders())
                .containsExactly(new DiskFolder(Path.of("/srv/b"), 1), new DiskFolder(Path.of("/srv/c"), 3));
        assertThat(type.print(disks)).isEqualTo("/srv/b,/srv/c:3");
        assertThat(type.parse(type.print(disks))).isEqualTo(disks);
        assertThat(type.parse("off")).isEqualTo(DiskFolders.NONE);
        assertThat(type.print(DiskFolders.NONE)).isEqualTo("off");
    }

    @Test
    void whatIsNoListOfFoldersIsRefused() {
        for (String wrong : new String[] {
            "", "disk2", "/srv/b,", "/srv/b,/srv/b/", "/srv/b:0", "/srv/b:101", "/srv/b\nx", "/srv/b\0"
        }) {
            assertThatThrownBy(() -> type.parse(wrong)).as(wrong).isInstanceOf(InvalidValueException.class);
        }
    }
}
