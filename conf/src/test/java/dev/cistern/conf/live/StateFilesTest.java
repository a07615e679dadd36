package dev.cistern.conf.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.conf.load.InvalidSettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private static AuditEntry entry(long revision) {
        KeyChange change =
                new KeyChange("net.http.idle_conns", "2000", "" + revision, "2000", "" + revision, "a reason");
        HistoryEntry shown =
                new HistoryEntry(revision, NOON, ChangeSource.COMMAND, "ann", List.of(change), Map.of(), -1);
        return new AuditEntry(shown, overrides(revision), revision);
    }

    private static Overrides overrides(long revision) {
        return Overrides.NONE.with(ChangeRequest.set("net.http.idle_conns", "" + revision, "ann"), NOON);
    }

    private static void accept(StateFiles files, long revision) throws Exception {
        files.accept(entry(revision), new StoredOverrides(revision, overrides(revision), null));
    }

    @Test
    void whatWasStoredIsThereAgain() throws Exception {
        StateFiles files = StateFiles.open(folder);
        AuditEntry finished = entry(1).finished(Map.of("idle_connections_closed", 212L), 41);
        Probation probation = new Probation(2, 1, NOON.plusSeconds(60), overrides(1));
        accept(files, 1);
        files.finish(finished);
        files.accept(entry(2), new StoredOverrides(2, overrides(2), probation));

        StateFiles again = StateFiles.open(folder);

        assertThat(again.stored()).isEqualTo(new StoredOverrides(2, overrides(2), probation));
        assertThat(again.entries()).containsExactly(finished, entry(2));
    }

    @Test
    void tornLastLineIsLeftOutAndTheNextOneIsWhole() throws Exception {
        StateFiles files = StateFiles.open(folder);
        accept(files, 1);
        accept(files, 2);
        Path audit = folder.resolve("audit.jsonl");
        Files.writeString(audit, "{\"revision\":3,\"when\":\"2026-", StandardOpenOption.APPEND);

        StateFiles again = StateFiles.open(folder);
        accept(again, 3);

        assertThat(again.entries()).containsExactly(entry(1), entry(2), entry(3));
        assertThat(StateFiles.open(folder).entries()).containsExactly(entry(1), entry(2), entry(3));
    }

    @Test
    void lineOfAChangeThatNeverCameIntoForceIsDropped() throws Exception {
        accept(StateFiles.open(folder), 1);
        Files.writeString(
                folder.resolve("audit.jsonl"), AuditFormat.accepted(entry(2)) + "\n", StandardOpenOption.APPEND);

        StateFiles again = StateFiles.open(folder);

        assertThat(again.entries()).containsExactly(entry(1));
        assertThat(again.stored().revision()).isEqualTo(1);
    }

    @Test
    void changeThatCannotBeStoredLeavesEverythingAsItWas() throws Exception {
        StateFiles files = StateFiles.open(folder);
        accept(files, 1);
        Path inTheWay = Files.createDirectory(folder.resolve("overrides.json.tmp"));

        assertThatThrownBy(() -> accept(files, 2)).isInstanceOf(java.io.IOException.class);

        Files.delete(inTheWay);
        assertThat(files.stored().revision()).isEqualTo(1);
        assertThat(StateFiles.open(folder).entries()).containsExactly(entry(1));
    }

    @Test
    void lastThousandEntriesAreKept() throws Exception {
        StateFiles files = StateFiles.open(folder);
        int most = StateFiles.MOST_ENTRIES;
        StringBuilder lines = new StringBuilder();
        for (int revision = 1; revision <= most; revision++) {
            lines.append(AuditFormat.accepted(entry(revision))).append('\n');
        }
        files.store(new StoredOverrides(most, overrides(most), null));
        Files.writeString(folder.resolve("audit.jsonl"), lines);

        StateFiles again = StateFiles.open(folder);
        accept(again, most + 1);

        assertThat(again.entries()).hasSize(most).first().isEqualTo(entry(2));
    }

    @Test
    void unreadableOverridesAreNamedWithWhatToDo() throws Exception {
        Files.writeString(folder.resolve("overrides.json"), "{\"format\":");

        assertThatThrownBy(() -> StateFiles.open(folder))
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessageContaining("overrides.json: not readable as overrides")
                .hasMessageContaining("put a good copy in its place");
    }
}
