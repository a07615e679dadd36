package dev.cistern.bench.reload;

import dev.cistern.bench.node.ConfigMapMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The ways in which operators change a settings file in a watched folder. */
enum EditStyle {
    /** As an editor that truncates and writes. */
    IN_PLACE("10-edited.yaml") {
        @Override
        void write(Path folder, String text) throws IOException {
            Files.writeString(file(folder), text);
        }
    },
    /** As a careful program: written beside it, then renamed over it. */
    RENAME("20-renamed.yaml") {
        @Override
        void write(Path folder, String text) throws IOException {
            Path beside = Files.createTempFile(folder.toAbsolutePath().getParent(), "settings", ".tmp");
            Files.writeString(beside, text);
            Files.move(beside, file(folder), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
    },
    /** As Kubernetes updates a mounted ConfigMap: a new folder, then one swap of the {@code ..data} link. */
    CONFIG_MAP("30-mounted.yaml") {
        @Override
        void write(Path folder, String text) throws IOException {
            ConfigMapMount.write(folder, fileName(), text);
        }
    };

    private final String fileName;

    EditStyle(String fileName) {
        this.fileName = fileName;
    }

    /** Makes the file say this, making it first where there is none. */
    abstract void write(Path folder, String text) throws IOException;

    /** Later names win over earlier ones, so each style in its turn decides. */
    String fileName() {
        return fileName;
    }

    Path file(Path folder) {
        return folder.resolve(fileName);
    }
}
