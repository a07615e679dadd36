package dev.cistern.node.cli.transfer;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;

/** A file or name on this machine that cannot be used. Trying again does not help; carries no stack trace. */
public final class LocalFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LocalFailure(String message) {
        super(message, null, false, false);
    }

    /** The operating system's reason in words. */
    public static LocalFailure of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return new LocalFailure("no such file or directory");
        }
        if (e instanceof AccessDeniedException) {
            return new LocalFailure("permission denied");
        }
        if (e instanceof FileAlreadyExistsException || e instanceof DirectoryNotEmptyException) {
            return new LocalFailure("a file and a directory would have the same name here");
        }
        if (e instanceof FileSystemLoopException) {
            return new LocalFailure("the symbolic link leads back to a directory that holds it");
        }
        if (e instanceof FileSystemException broken && broken.getReason() != null) {
            return new LocalFailure(broken.getReason());
        }
        return new LocalFailure(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    }
}
