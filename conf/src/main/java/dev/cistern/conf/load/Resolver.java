package dev.cistern.conf.load;

import dev.cistern.conf.ClusterKeys;
import dev.cistern.conf.ClusterSecrets;
import dev.cistern.conf.InvalidValueException;
import dev.cistern.conf.Key;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Keys;
import dev.cistern.conf.Settings;
import dev.cistern.conf.TlsSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the sources in order and makes settings of them, or says all that is wrong. Immutable; may be shared. */
public final class Resolver {
    private final Map<String, String> environment;
    private final List<String> assignments;
    private final long fileDescriptors;

    /**
     * What does not change while the process runs.
     *
     * @param sources their files are not read: texts are given to {@link #resolve}
     * @param fileDescriptors most the process may have open; 0 or less when unknown
     */
    public Resolver(Sources sources, long fileDescriptors) {
        this.environment = sources.environment();
        this.assignments = sources.assignments();
        this.fileDescriptors = fileDescriptors;
    }

    /** Reads the files of {@code sources} and resolves, without overrides. Blocking. */
    public static ResolvedSettings load(Sources sources, long fileDescriptors) throws InvalidSettingsException {
        return new Resolver(sources, fileDescriptors).resolve(SettingsFiles.read(sources.files()), List.of(), null);
    }

    /** What to say of a key that does not exist. */
    public static Problem noSuchSetting(String source, String key) {
        return new Problem(source, key, null, "no such setting", Suggestions.forKey(key));
    }

    /**
     * Resolves everything anew. Blocks where a TLS key names a file that is not among those read.
     *
     * @param overrides lowest first
     * @param running when not null, what is in force: keys that need a restart keep their effective value
     */
    public ResolvedSettings resolve(FilesRead files, List<RawValue> overrides, @Nullable ResolvedSettings running)
            throws InvalidSettingsException {
        Findings findings = new Findings();
        findings.problems(files.problems());
        files.texts().forEach(file -> SettingsYaml.read(file, findings));
        EnvironmentVariables.read(environment, findings);
        Assignments.read(assignments, findings);
        overrides.forEach(findings::value);
        return new Resolution(findings, running).resolve(fileDescriptors, files.pems());
    }

    /** One run; confined to it. */
    private static final class Resolution {
        private final Findings findings;
        private final @Nullable ResolvedSettings running;
        private final KeyValues values = new KeyValues();
        private final Map<String, RawValue> winners = new HashMap<>();
        private final Map<String, String> configured = new HashMap<>();
        private final Map<String, String> reasons = new HashMap<>();

        Resolution(Findings findings, @Nullable ResolvedSettings running) {
            this.findings = findings;
            this.running = running;
        }

        ResolvedSettings resolve(long fileDescriptors, PemFiles pems) throws InvalidSettingsException {
            findings.values().forEach(this::take);
            CrossChecks checks = new CrossChecks(values, fileDescriptors);
            checks.run();
            reasons.putAll(checks.reasons());
            reasons.putAll(checks.bounds());
            if (values.get(Keys.STRICT)) {
                checks.reasons().forEach(this::refuse);
            }
            Keys.list().stream().filter(key -> !key.live()).forEach(this::keepUntilRestart);
            TlsFiles tls = new TlsFiles(values, pems, this::refuse);
            TlsSettings found = tls.settings();
            requireKnownSecret(found);
            if (!findings.problems().isEmpty()) {
                throw new InvalidSettingsException(findings.problems());
            }
            boolean switched = switchesTls(found);
            if (switched) {
                keepUntilRestart(Keys.TLS_CERT_FILE);
                keepUntilRestart(Keys.TLS_KEY_FILE);
                tls = new TlsFiles(values, pems, this::refuse);
                found = tls.settings();
            }
            List<SettingEntry> entries = new ArrayList<>();
            Keys.list().forEach(key -> entries.add(entry(key)));
            return new ResolvedSettings(Settings.of(values, found), entries, checks.warnings(), tls.used());
        }

        /** A value that loses to a higher source is checked all the same: it would bite when that one goes. */
        private void take(RawValue raw) {
            Keys.find(raw.key())
                    .ifPresentOrElse(
                            key -> parse(key, raw),
                            () -> findings.problem(
                                    raw.place(),
                                    raw.key(),
                                    raw.text(),
                                    "no such setting",
                                    findings.isFull() ? "" : Suggestions.forKey(raw.key())));
        }

        private <T> void parse(Key<T> key, RawValue raw) {
            try {
                T value = key.type().parse(raw.text());
                values.put(key, value);
                winners.put(key.name(), raw);
                configured.put(key.name(), key.type().print(value));
                if (key.type().meansDefault(value)) {
                    reasons.put(key.name(), "0 means the default");
                } else {
                    reasons.remove(key.name());
                }
            } catch (InvalidValueException e) {
                findings.problem(raw.place(), raw.key(), raw.text(), e.reason(), e.suggestion());
            }
        }

        /** A listener speaks TLS from its beginning to its end. */
        private boolean switchesTls(TlsSettings found) {
            return running != null && (running.settings().tls().server() == null) != (found.server() == null);
        }

        /** None of the other members could know a node that all at once speaks with a secret which it did not believe before. */
        private void requireKnownSecret(TlsSettings found) {
            ClusterSecrets before =
                    running == null ? null : running.settings().tls().secrets();
            ClusterSecrets now = found.secrets();
            if (before != null && now != null && !now.sharesOneWith(before)) {
                refuse(
                        ClusterKeys.SECRET_FILE,
                        values.get(ClusterKeys.SECRET_FILE) + ": no secret of those in force is in it",
                        "keep one until every node believes the new one: a line each, the one to speak with first");
            }
        }

        private void refuse(Key<?> key, String reason, String suggestion) {
            RawValue raw = winners.get(key.name());
            findings.problem(
                    raw == null ? "default" : raw.place(),
                    key.name(),
                    raw == null ? null : raw.text(),
                    reason,
                    suggestion);
        }

        private void refuse(String key, String reason) {
            RawValue raw = winners.get(key);
            findings.problem(
                    raw == null ? "default" : raw.place(),
                    key,
                    raw == null ? null : raw.text(),
                    "would be " + reason,
                    "write that value, or set " + Keys.STRICT.name() + " to false");
        }

        private <T> void keepUntilRestart(Key<T> key) {
            if (running == null) {
                return;
            }
            String now = running.entry(key.name()).map(SettingEntry::effective).orElse(key.defaultText());
            if (now.equals(values.text(key))) {
                return;
            }
            try {
                values.put(key, key.type().parse(now));
                reasons.put(key.name(), SettingEntry.AFTER_RESTART);
            } catch (InvalidValueException e) {
                throw new IllegalStateException("canonical form of " + key.name() + " is not readable: " + now, e);
            }
        }

        private SettingEntry entry(Key<?> key) {
            RawValue raw = winners.get(key.name());
            return new SettingEntry(
                    key.name(),
                    configured.getOrDefault(key.name(), key.defaultText()),
                    values.text(key),
                    reasons.get(key.name()),
                    raw == null ? Origin.DEFAULT : raw.origin(),
                    key.defaultText(),
                    key.live());
        }
    }
}
