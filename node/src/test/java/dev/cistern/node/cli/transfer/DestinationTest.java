package dev.cistern.node.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DestinationTest {
    private final Destination destination = new Destination(Path.of("out"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/x",
                "x/",
                "a//b",
                ".",
                "..",
                "../x",
                "a/../b",
                "a/./b",
                "a/..",
                "nul\0x",
                "x.cistern-part"
            })
    void nameThatNoFileSpellsIsRefused(String name) {
        assertThatExceptionOfType(LocalFailure.class).isThrownBy(() -> destination.fileFor(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a/b/c", "...", ".hidden", "a\\..\\b", "~", "a b/ü", "-", "x.part"})
    void everyOtherNameIsThePathItSpells(String name) {
        assertThat(destination.fileFor(name)).isEqualTo(Path.of("out/" + name));
    }

    @Test
    void partialFileOfAVeryLongNameHasAShortOne() {
        Path file = Path.of("out", "n".repeat(255));

        assertThat(Downloader.partialOf(file).getFileName().toString()).hasSize(32 + Destination.PARTIAL.length());
        assertThat(Downloader.partialOf(Path.of("out/x"))).isEqualTo(Path.of("out/x.cistern-part"));
    }
}
