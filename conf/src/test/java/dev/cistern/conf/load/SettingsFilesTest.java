package dev.cistern.conf.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void directoryIsReadInTheOrderOfNamesWithoutHiddenOnes() throws Exception {
        Files.writeString(folder.resolve("20-b.yml"), "b: 1");
        Files.writeString(folder.resolve("10-a.yaml"), "a: 1");
        Files.writeString(folder.resolve("30-c.json"), "{}");
        Files.writeString(folder.resolve(".hidden.yaml"), "x: 1");
        Files.writeString(folder.resolve("notes.txt"), "x: 1");
        Files.createDirectory(folder.resolve("..data"));

        FilesRead read = SettingsFiles.read(List.of(folder));

        assertThat(read.problems()).isEmpty();
        assertThat(read.texts())
                .extracting(text -> Path.of(text.name()).getFileName().toString())
                .containsExactly("10-a.yaml", "20-b.yml", "30-c.json");
    }

    @Test
    void whatCannotBeUsedIsAProblem() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.yaml"), " \n");
        Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Path bare = Files.createDirectory(folder.resolve("bare"));

        FilesRead read = SettingsFiles.read(List.of(empty, large, binary, bare, folder.resolve("gone.yaml")));

        assertThat(read.texts()).isEmpty();
        assertThat(read.problems())
                .extracting(Problem::reason)
                .containsExactly(
                        "the file is empty",
                        "larger than 1 MiB",
                        "not UTF-8 text",
                        "no settings files here",
                        "no such file");
    }

    @Test
    void byteOrderMarkIsSkipped() throws Exception {
        Path marked = Files.writeString(folder.resolve("a.yaml"), "\uFEFFlog.level: warn\n");

        assertThat(SettingsFiles.read(List.of(marked)).texts())
                .extracting(FileText::text)
                .containsExactly("log.level: warn\n");
    }

    @Test
    void shippedFileLoadsAndHasEveryKeyAtItsDefault() throws Exception {
        Path shipped = Path.of("cistern.yaml");
        String text = Files.readString(shipped);
        Path uncommented = Files.writeString(folder.resolve("all.yaml"), text.replaceAll("(?m)^#(?=[a-z])", ""));

        ResolvedSettings asShipped = Resolver.load(new Sources(List.of(shipped), Map.of(), List.of()), 1 << 20);
        ResolvedSettings all = Resolver.load(new Sources(List.of(uncommented), Map.of(), List.of()), 1 << 20);

        assertThat(asShipped.entries()).allMatch(entry -> entry.origin().equals(Origin.DEFAULT));
        assertThat(all.entries()).allSatisfy(entry -> {
            assertThat(entry.origin().kind()).as(entry.key()).isEqualTo(Origin.Kind.FILE);
            assertThat(entry.configured()).as(entry.key()).isEqualTo(entry.defaultValue());
        });
        assertThat(all.settings()).isEqualTo(asShipped.settings());
    }
}
