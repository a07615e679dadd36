package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.NodeException.Kind;

/** What the process ends with. The numbers are part of the interface: scripts test them. */
final class ExitCode {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNREACHABLE = 3;
    static final int NOT_FOUND = 4;

    /** As picocli lists them in the help of the top command. */
    static final String OK_HELP = "0:done";

    static final String FAILED_HELP = "1:failed, wholly or in part";
    static final String USAGE_HELP = "2:the command line is wrong, or settings were refused";
    static final String UNREACHABLE_HELP = "3:no node answers at the endpoint";
    static final String NOT_FOUND_HELP = "4:no such bucket, object or setting";

    private ExitCode() {}

    static int of(Kind kind) {
        return switch (kind) {
            case UNREACHABLE -> UNREACHABLE;
            case NOT_FOUND -> NOT_FOUND;
            case INVALID_SETTINGS -> USAGE;
            case BROKEN, BUSY, CONFLICT, RANGE, REFUSED, CORRUPT -> FAILED;
        };
    }
}
