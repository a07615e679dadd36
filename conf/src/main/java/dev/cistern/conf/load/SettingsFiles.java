package dev.cistern.conf.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads settings files, and directories of them such as a mounted ConfigMap. Blocking. A file may have 1 MiB, a
 * directory 100 files; more is a problem, never a partial read.
 */
public final class SettingsFiles {
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_FILES = 100;

    private final List<FileText> texts = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private SettingsFiles() {}

    /** Reads every path; what cannot be read becomes a problem. */
    public static FilesRead read(List<Path> paths) {
        SettingsFiles files = new SettingsFiles();
        paths.forEach(files::readPath);
        return new FilesRead(files.texts, files.problems);
    }

    private void readPath(Path path) {
        if (!Files.isDirectory(path)) {
            readFile(path);
            return;
        }
        try (Stream<Path> children = Files.list(path)) {
            List<Path> found =
                    children.filter(SettingsFiles::isSettingsFile).sorted().toList();
            if (found.size() > MOST_FILES) {
                problem(path, found.size() + " settings files", "keep at most " + MOST_FILES + " in a directory");
            } else if (found.isEmpty()) {
                problem(path, "no settings files here", "put *.yaml, *.yml or *.json files in it");
            } else {
                found.forEach(this::readFile);
            }
        } catch (IOException e) {
            problem(path, "cannot be listed: " + reason(e), "check its permissions");
        }
    }

    /** Hidden names are out: editors keep backups there, and a ConfigMap mount its {@code ..data}. */
    private static boolean isSettingsFile(Path path) {
        String name = String.valueOf(path.getFileName());
        boolean named = name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
        return named && !name.startsWith(".") && !Files.isDirectory(path);
    }

    private void readFile(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                problem(path, "larger than 1 MiB", "a settings file has a few KiB: is this the right file?");
                return;
            }
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.isBlank()) {
                problem(path, "the file is empty", "write {} for no settings, or leave it away");
                return;
            }
            texts.add(new FileText(path.toString(), text));
        } catch (CharacterCodingException e) {
            problem(path, "not UTF-8 text", "save it as UTF-8");
        } catch (NoSuchFileException e) {
            problem(path, "no such file", "check --config");
        } catch (IOException e) {
            problem(path, "cannot be read: " + reason(e), "check its permissions");
        }
    }

    private void problem(Path path, String reason, String suggestion) {
        problems.add(new Problem(path.toString(), null, null, reason, suggestion));
    }

    private static String reason(IOException e) {
        return e.getMessage() == null
                ? e.getClass().getSimpleName()
                : e.getClass().getSimpleName() + " " + e.getMessage();
    }
}
