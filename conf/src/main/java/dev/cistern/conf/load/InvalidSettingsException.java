package dev.cistern.conf.load;

import java.util.List;
import java.util.stream.Collectors;

/** The settings as written cannot be used; carries every problem, not only the first. Has no stack trace. */
public final class InvalidSettingsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /** At least one problem. */
    public InvalidSettingsException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** What could not be read first, then wrong values in the order of the sources. */
    public List<Problem> problems() {
        return problems;
    }
}
