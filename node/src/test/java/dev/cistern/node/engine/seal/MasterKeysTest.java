package dev.cistern.node.engine.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MasterKeysTest {
    private static final InstantSource CLOCK = () -> Instant.parse("2026-11-25T09:00:00.5Z");

    private final Path file;
    private final FalseNote note = new FalseNote();

    MasterKeysTest(@TempDir Path folder) {
        this.file = folder.resolve("master-keys");
    }

    private MasterKeys open() {
        return new MasterKeys(file, note, new SecureRandom(), CLOCK);
    }

    private static void assertUnusable(String why, ThrowingCallable work) {
        assertThatThrownBy(work).hasMessageContaining(why).isInstanceOfSatisfying(StoreException.class, e -> assertThat(
                        e.code())
                .isEqualTo(Code.MASTER_KEY_UNUSABLE));
    }

    @Test
    void firstKeyIsMadeAtItsFirstUseForTheOwnersEyesAlone() throws IOException {
        MasterKeys keys = open();
        assertThat(file).doesNotExist();

        MasterKey made = keys.current();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(note.keyId()).contains(made.id());
        assertThat(keys.current()).isSameAs(made);
        assertThat(open().find(made.id()).secret()).isEqualTo(made.secret());
        assertThat(Files.readAllLines(file)).hasSize(2).first().isEqualTo("cistern master keys 1");
        assertThat(Files.readAllLines(file).get(1)).startsWith(made.id() + " 2026-11-25T09:00:00Z ");
    }

    @Test
    void missingFileIsNeverMadeAnewAndFoundAgainWhenItIsPutBack() throws IOException {
        MasterKey made = open().current();
        Path backup = file.resolveSibling("backup");
        Files.move(file, backup);
        MasterKeys keys = open();

        assertUnusable("is missing", keys::current);
        assertUnusable("is missing", () -> keys.find(made.id()));
        assertThat(file).doesNotExist();

        Files.move(backup, file);
        assertThat(keys.find(made.id()).secret()).isEqualTo(made.secret());
        assertThat(keys.current().id()).isEqualTo(made.id());
    }

    @Test
    void fileOfAnotherNodeIsRefused() throws IOException {
        MasterKey made = open().current();
        Files.delete(file);
        new MasterKeyFile(file).write(MasterKeyFile.text(List.of(MasterKey.of(new byte[32], Instant.EPOCH))));
        MasterKeys keys = open();

        assertUnusable("does not hold the master key " + made.id(), keys::current);
        assertUnusable("does not hold the master key " + made.id(), () -> keys.find(made.id()));
    }

    @Test
    void everyDamagedByteIsFound() throws IOException {
        MasterKey made = open().current();
        byte[] whole = Files.readAllBytes(file);
        int id = new String(whole, StandardCharsets.US_ASCII).indexOf(made.id());
        int time = id + made.id().length() + 1;
        int secret = time + "2026-11-25T09:00:00Z ".length();
        // Of the last letter of the key, not every bit means something.
        int lastLetter = whole.length - 3;
        for (int at = 0; at < whole.length - 1; at++) {
            if ((at < time - 1 || at >= secret) && at != lastLetter) {
                byte[] damaged = whole.clone();
                damaged[at] ^= 1;
                Files.write(file, damaged);
                assertUnusable(file.toString(), () -> open().current());
            }
        }
        for (int length = 0; length <= lastLetter; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertUnusable(file.toString(), () -> open().current());
        }
    }

    @Test
    void addedKeyIsTheCurrentOneAndOldOnesStillOpen() throws IOException {
        MasterKey old = open().current();
        MasterKey added = MasterKey.of(new byte[32], Instant.EPOCH);
        new MasterKeyFile(file).write(MasterKeyFile.text(List.of(old, added)));
        MasterKeys keys = open();

        assertThat(keys.current().id()).isEqualTo(added.id());
        assertThat(keys.find(old.id()).secret()).isEqualTo(old.secret());
        assertThat(note.keyId()).contains(added.id());
        new MasterKeyFile(file).write(MasterKeyFile.text(List.of(old)));
        assertUnusable("does not hold the master key " + added.id(), () -> open().current());
    }

    @Test
    void keyThatIsAddedWhileTheNodeRunsIsUsedAtOnceAndAfterARestart() throws IOException {
        MasterKeys keys = open();
        MasterKey old = keys.current();

        String added = keys.add();

        assertThat(keys.current().id()).isEqualTo(added).isNotEqualTo(old.id());
        assertThat(keys.find(old.id()).secret()).isEqualTo(old.secret());
        assertThat(keys.list()).containsOnlyKeys(old.id(), added);
        assertThat(note.keyId()).contains(added);
        assertThat(open().current().id()).isEqualTo(added);
        Files.delete(file);
        assertUnusable("is missing", keys::add);
        assertThat(file).doesNotExist();
    }

    @Test
    void undamagedKeyOfADamagedFileStillOpens() throws IOException {
        MasterKey old = open().current();
        Files.writeString(file, Files.readString(file) + "0123456789abcdef 2026-11-25T09:00:00Z AAAA\n");
        MasterKeys keys = open();

        assertThat(keys.find(old.id()).secret()).isEqualTo(old.secret());
        assertUnusable("its line 3 is damaged", keys::current);
    }

    @Test
    void fileThatCannotBeWrittenIsSaid() {
        MasterKeys keys = new MasterKeys(file.resolve("nowhere"), note, new SecureRandom(), CLOCK);

        assertUnusable("cannot be written", keys::current);
        assertThat(note.keyId()).isEmpty();
    }
}
