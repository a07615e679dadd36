package dev.cistern.conf.live;

import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Overrides and audit log on disk. Blocking; confined to the service, one call at a time.
 *
 * <p>{@code overrides.json} is the truth. The line of a change is in the audit log before the overrides are replaced, so
 * a line with a later revision than theirs belongs to a change that never came into force, and is dropped on opening.
 */
final class StateFiles {
    static final int MOST_ENTRIES = 1000;

    /** Two lines a change, and room to append so that not every change rewrites the log. */
    private static final int MOST_LINES = 4 * MOST_ENTRIES;

    private static final Logger LOG = LoggerFactory.getLogger(StateFiles.class);

    private final DurableFile overridesFile;
    private final DurableFile auditFile;
    private final TreeMap<Long, AuditEntry> entries = new TreeMap<>();
    private StoredOverrides stored = StoredOverrides.NONE;
    private int lines;

    private StateFiles(Path folder) {
        this.overridesFile = new DurableFile(folder.resolve("overrides.json"));
        this.auditFile = new DurableFile(folder.resolve("audit.jsonl"));
    }

    static StateFiles open(Path folder) throws IOException, InvalidSettingsException {
        Files.createDirectories(folder);
        StateFiles files = new StateFiles(folder);
        files.readOverrides();
        files.readAudit();
        return files;
    }

    StoredOverrides stored() {
        return stored;
    }

    /** Oldest first. */
    List<AuditEntry> entries() {
        return List.copyOf(entries.values());
    }

    /** Makes a change durable, or leaves everything as it was. */
    void accept(AuditEntry entry, StoredOverrides next) throws IOException {
        append(AuditFormat.accepted(entry));
        entries.put(entry.revision(), entry);
        try {
            overridesFile.replace(OverridesFormat.write(next));
        } catch (IOException e) {
            entries.remove(entry.revision());
            compactAfter(e);
            throw e;
        }
        stored = next;
        bound();
    }

    /** Notes that the listeners have applied a change. */
    void finish(AuditEntry entry) throws IOException {
        if (entries.replace(entry.revision(), entry) != null) {
            append(AuditFormat.finished(entry.shown()));
        }
    }

    /** Replaces the overrides without a change of revision: a probation has ended well. */
    void store(StoredOverrides next) throws IOException {
        overridesFile.replace(OverridesFormat.write(next));
        stored = next;
    }

    private void readOverrides() throws IOException, InvalidSettingsException {
        if (!overridesFile.exists()) {
            return;
        }
        try {
            stored = OverridesFormat.read(overridesFile.read());
        } catch (RuntimeException e) {
            String reason = "not readable as overrides: " + e.getMessage();
            String suggestion = "put a good copy in its place, or remove it to start without overrides";
            throw new InvalidSettingsException(
                    List.of(new Problem(overridesFile.toString(), null, null, reason, suggestion)));
        }
    }

    private void readAudit() throws IOException {
        String text = auditFile.exists() ? auditFile.read() : "";
        boolean whole = text.isEmpty() || text.endsWith("\n");
        for (String line : text.lines().toList()) {
            try {
                AuditFormat.read(line, entries);
                lines++;
            } catch (RuntimeException e) {
                whole = false;
                LOG.atWarn()
                        .addKeyValue("file", auditFile)
                        .log("an unreadable line of the audit log is left out: {}", e.getMessage());
            }
        }
        int before = entries.size();
        entries.tailMap(stored.revision(), false).clear();
        if (!whole || entries.size() < before) {
            compact();
        }
    }

    private void append(String line) throws IOException {
        if (lines >= MOST_LINES) {
            compact();
        }
        auditFile.append(line);
        lines++;
    }

    private void bound() {
        while (entries.size() > MOST_ENTRIES) {
            entries.pollFirstEntry();
        }
    }

    private void compact() throws IOException {
        List<String> kept = new ArrayList<>();
        for (AuditEntry entry : entries.values()) {
            kept.add(AuditFormat.accepted(entry));
            if (entry.shown().tookMillis() >= 0) {
                kept.add(AuditFormat.finished(entry.shown()));
            }
        }
        auditFile.replace(kept.isEmpty() ? "" : String.join("\n", kept) + "\n");
        lines = kept.size();
    }

    /** If this fails too, the line is dropped when the log is opened the next time. */
    private void compactAfter(IOException failure) {
        try {
            compact();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
