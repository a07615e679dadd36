package dev.cistern.conf.load;

import java.util.List;

/** Reads {@code --set key=value}; of the same key, the last one counts. */
final class Assignments {
    private Assignments() {}

    static void read(List<String> assignments, Findings findings) {
        for (String assignment : assignments) {
            String place = "--set " + assignment;
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                findings.problem(place, null, null, "not key=value", "write it like net.http.idle_conns=2000");
                continue;
            }
            String key = assignment.substring(0, equals).strip();
            String text = assignment.substring(equals + 1).strip();
            findings.value(new RawValue(key, text, new Origin(Origin.Kind.COMMAND_LINE, place), place));
        }
    }
}
