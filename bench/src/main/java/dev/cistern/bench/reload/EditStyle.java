package dev.cistern.bench.reload;

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
            Path fresh = Files.createTempDirectory(folder, "..v");
            Files.writeString(fresh.resolve(fileName()), text);
            Path link = folder.resolve("..data_tmp");
            Files.deleteIfExists(link);
            Files.createSymbolicLink(link, fresh.getFileName());
            Path data = folder.resolve("..data");
            Path old = Files.isSymbolicLink(data) ? folder.resolve(Files.readSymbolicLink(data)) : null;
            Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            if (old == null) {
                Files.createSymbolicLink(file(folder), Path.of("..data", fileName()));
            } else {
                Files.delete(old.resolve(fileName()));
                Files.delete(old);
            }
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
