package dev.cistern.bench.reload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EditStyleTest {
    @ParameterizedTest
    @EnumSource
    void everyStyleMakesAndThenChangesItsFile(EditStyle style, @TempDir Path parent) throws IOException {
        Path folder = Files.createDirectory(parent.resolve("settings"));

        style.write(folder, "one");
        assertThat(style.file(folder)).hasContent("one");
        style.write(folder, "two");
        assertThat(style.file(folder)).hasContent("two");
        style.write(folder, "three");
        assertThat(style.file(folder)).hasContent("three");
    }
}
