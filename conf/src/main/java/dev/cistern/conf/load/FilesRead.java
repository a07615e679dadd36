package dev.cistern.conf.load;

import java.util.List;

/**
 * All settings files at one moment.
 *
 * @param texts those that could be read, lowest first
 * @param problems why others could not
 * @param pems the files that TLS keys name
 */
public record FilesRead(List<FileText> texts, List<Problem> problems, PemFiles pems) {

    /** No files at all. */
    public static final FilesRead NONE = new FilesRead(List.of(), List.of());

    /** Copies the lists. */
    public FilesRead {
        texts = List.copyOf(texts);
        problems = List.copyOf(problems);
    }

    /** Files of which none that TLS keys name was read. */
    public FilesRead(List<FileText> texts, List<Problem> problems) {
        this(texts, problems, PemFiles.NONE);
    }

    /** The same with other files that TLS keys name. */
    public FilesRead with(PemFiles others) {
        return new FilesRead(texts, problems, others);
    }
}
