package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.CommandFormat.Command;
import dev.cistern.node.engine.CommandFormat.Header;
import dev.cistern.node.engine.record.RecordOutput;
import io.vertx.core.Promise;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** With {@code -Dcistern.golden=write} the golden file is written where it is missing. */
final class CommandFormatTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/commands-v1.bin");
    private static final Path GOLDEN_BESIDE = Path.of("src/test/resources/golden/commands-v1-put-beside.bin");
    private static final long SEED = 17;
    private static final int HEADER_BYTES = 2 + 16 + 8 + 8;
    private static final Header HEADER = new Header(new UUID(1, 2), 3, RandomCommits.WHEN);

    private static List<Commit<?>> everyKind() {
        RandomCommits commits = new RandomCommits(SEED);
        List<Commit<?>> all = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            all.add(commits.of(i));
        }
        all.add(new DocumentCommit("users", 3, new byte[] {1, 2, 3}, Promise.promise()));
        return all;
    }

    @Test
    void everyCommitIsWrittenReadAndWrittenAlike() {
        for (Commit<?> commit : everyKind()) {
            byte[] written = CommandFormat.write(HEADER, commit);
            Command read = CommandFormat.read(written);

            assertThat(read.header()).isEqualTo(HEADER);
            assertThat(read.commit()).isInstanceOf(commit.getClass());
            assertThat(CommandFormat.write(read.header(), read.commit()))
                    .as("%s", commit.getClass())
                    .isEqualTo(written);
        }
    }

    @Test
    void goldenCommandsAreReadAndWritten() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Commit<?> commit : everyKind()) {
            byte[] written = CommandFormat.write(HEADER, commit);
            out.writeInt(written.length);
            out.write(written);
        }
        if ("write".equals(System.getProperty("cistern.golden")) && !Files.exists(GOLDEN)) {
            Files.write(GOLDEN, bytes.toByteArray());
        }
        byte[] golden = Files.readAllBytes(GOLDEN);

        assertThat(bytes.toByteArray()).isEqualTo(golden);
        ByteBuffer in = ByteBuffer.wrap(golden);
        while (in.hasRemaining()) {
            byte[] command = new byte[in.getInt()];
            in.get(command);
            assertThat(CommandFormat.read(command).header()).isEqualTo(HEADER);
        }
    }

    @Test
    void aPutThatDependsOnAnotherRecordIsACommandOfItsOwn() throws IOException {
        byte[] put = everyKind().stream()
                .filter(commit -> commit instanceof PutCommit)
                .map(commit -> CommandFormat.write(HEADER, commit))
                .findFirst()
                .orElseThrow();
        RecordOutput other = new RecordOutput(HEADER_BYTES);
        other.writeText("other");
        other.writeLong(77);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(put[0]);
        bytes.write(16);
        bytes.write(put, 2, HEADER_BYTES - 2);
        bytes.writeBytes(other.toBytes());
        bytes.write(put, HEADER_BYTES, put.length - HEADER_BYTES);
        if ("write".equals(System.getProperty("cistern.golden")) && !Files.exists(GOLDEN_BESIDE)) {
            Files.write(GOLDEN_BESIDE, bytes.toByteArray());
        }
        byte[] golden = Files.readAllBytes(GOLDEN_BESIDE);

        Command read = CommandFormat.read(golden);

        assertThat(((PutCommit) read.commit()).isBeside()).isTrue();
        assertThat(CommandFormat.write(read.header(), read.commit()))
                .isEqualTo(golden)
                .isEqualTo(bytes.toByteArray());
    }

    @Test
    void aCommandThatEndsTooSoonOrTooLateIsRefused() {
        for (Commit<?> commit : everyKind()) {
            byte[] written = CommandFormat.write(HEADER, commit);
            for (int length = 0; length < written.length; length++) {
                byte[] shorter = Arrays.copyOf(written, length);
                assertThatThrownBy(() -> CommandFormat.read(shorter)).isInstanceOf(IllegalArgumentException.class);
            }
            byte[] longer = Arrays.copyOf(written, written.length + 1);
            assertThatThrownBy(() -> CommandFormat.read(longer)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCommandOfALaterProgramIsNotSkipped() {
        byte[] command = CommandFormat.write(HEADER, new DocumentCommit("users", 0, new byte[0], Promise.promise()));
        byte[] laterFormat = command.clone();
        laterFormat[0] = 2;
        byte[] laterType = command.clone();
        laterType[1] = 99;

        assertThatThrownBy(() -> CommandFormat.read(laterFormat)).hasMessageContaining("this program knows 1");
        assertThatThrownBy(() -> CommandFormat.read(laterType)).hasMessageContaining("type 99");
    }
}
