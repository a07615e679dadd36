package dev.cistern.conf.load;

import java.util.List;

/**
 * All settings files at one moment.
 *
 * @param texts those that could be read, lowest first
 * @param problems why others could not
 */
public record FilesRead(List<FileText> texts, List<Problem> problems) {

    /** No files at all. */
    public static final FilesRead NONE = new FilesRead(List.of(), List.of());

    /** Copies the lists. */
    public FilesRead {
        texts = List.copyOf(texts);
        problems = List.copyOf(problems);
    }
}
