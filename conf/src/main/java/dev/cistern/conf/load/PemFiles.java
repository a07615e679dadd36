package dev.cistern.conf.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The files of certificates, keys and secrets that keys name, at one moment. Immutable; equal when all of their texts are. */
public final class PemFiles {
    /** None at all. */
    public static final PemFiles NONE = new PemFiles(List.of());

    private static final int MOST_BYTES = 1 << 20;

    private final List<PemFile> files;

    PemFiles(Collection<PemFile> files) {
        this.files = List.copyOf(files);
    }

    /** Reads them; one that cannot be read is remembered as such. Blocking. */
    public static PemFiles read(Collection<Path> paths) {
        return new PemFiles(paths.stream().map(PemFiles::read).toList());
    }

    private static PemFile read(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            return bytes.length > MOST_BYTES
                    ? new PemFile(path, "", "larger than 1 MiB")
                    : new PemFile(path, new String(bytes, StandardCharsets.ISO_8859_1), "");
        } catch (NoSuchFileException e) {
            return new PemFile(path, "", "no such file");
        } catch (AccessDeniedException e) {
            return new PemFile(path, "", "may not be read by this process");
        } catch (IOException e) {
            return new PemFile(path, "", "cannot be read: " + e.getMessage());
        }
    }

    /** The file as it was read; read now, if it was not. May block. */
    PemFile of(Path path) {
        return files.stream()
                .filter(file -> file.path().equals(path))
                .findFirst()
                .orElseGet(() -> read(path));
    }

    /** Which they are. */
    public Set<Path> paths() {
        return files.stream().map(PemFile::path).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** These, but some of them as they were. */
    public PemFiles keeping(Set<Path> some, PemFiles before) {
        return new PemFiles(files.stream()
                .map(file -> some.contains(file.path()) ? before.of(file.path()) : file)
                .toList());
    }

    /** The files that keys name in these settings, and those that have to fit to them. */
    public static Set<Path> together(Collection<String> keys, ResolvedSettings settings) {
        return TlsFiles.together(keys, settings);
    }

    /** Those of them that differ from what they were, by name. */
    public String changedSince(PemFiles before) {
        List<PemFile> changed = new ArrayList<>(files);
        changed.removeAll(before.files);
        return changed.stream().map(file -> file.path().toString()).collect(Collectors.joining(", "));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PemFiles that && files.equals(that.files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }

    @Override
    public String toString() {
        return files.toString();
    }
}
