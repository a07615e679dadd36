package dev.cistern.conf.load;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Sources put together in a test, and what they resolve to. */
final class SettingsCase {
    private final List<FileText> files = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final List<String> assignments = new ArrayList<>();
    private final List<RawValue> overrides = new ArrayList<>();
    private long fileDescriptors = 1 << 20;

    @CanIgnoreReturnValue
    SettingsCase file(String name, String text) {
        files.add(new FileText(name, text));
        return this;
    }

    @CanIgnoreReturnValue
    SettingsCase variable(String name, String value) {
        environment.put(name, value);
        return this;
    }

    @CanIgnoreReturnValue
    SettingsCase assign(String assignment) {
        assignments.add(assignment);
        return this;
    }

    @CanIgnoreReturnValue
    SettingsCase override(Origin.Kind kind, String key, String value) {
        overrides.add(new RawValue(key, value, new Origin(kind, "by ann"), kind.label()));
        return this;
    }

    @CanIgnoreReturnValue
    SettingsCase fileDescriptors(long limit) {
        fileDescriptors = limit;
        return this;
    }

    ResolvedSettings resolve() throws InvalidSettingsException {
        return new Resolver(new Sources(List.of(), new TreeMap<>(environment), assignments), fileDescriptors)
                .resolve(new FilesRead(files, List.of()), overrides, null);
    }

    SettingEntry entry(String key) throws InvalidSettingsException {
        return resolve().entry(key).orElseThrow();
    }

    List<Problem> problems() {
        try {
            ResolvedSettings unexpected = resolve();
            throw new AssertionError("no problem found, warnings " + unexpected.warnings());
        } catch (InvalidSettingsException e) {
            return e.problems();
        }
    }
}
