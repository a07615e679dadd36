package dev.cistern.bench.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** A ConfigMap that is mounted as a folder. */
public final class ConfigMapMount {
    private ConfigMapMount() {}

    /** Brings a file up to date as kubelet does: a new folder, then one swap of the {@code ..data} link. */
    public static void write(Path folder, String fileName, String text) throws IOException {
        Path fresh = Files.createTempDirectory(folder, "..v");
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.writeString(fresh.resolve(fileName), text);
        Path link = folder.resolve("..data_tmp");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, fresh.getFileName());
        Path data = folder.resolve("..data");
        Path old = Files.isSymbolicLink(data) ? folder.resolve(Files.readSymbolicLink(data)) : null;
        Files.move(link, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        if (old == null) {
            Files.createSymbolicLink(folder.resolve(fileName), Path.of("..data", fileName));
        } else {
            Files.delete(old.resolve(fileName));
            Files.delete(old);
        }
    }
}
