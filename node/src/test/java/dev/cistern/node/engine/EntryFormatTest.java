package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.engine.CommandFormat.Command;
import dev.cistern.node.engine.CommandFormat.Header;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class EntryFormatTest {
    private final RandomCommits commits = new RandomCommits(3);

    private static byte[] command(int id, Commit<?> commit) {
        return CommandFormat.write(new Header(new UUID(1, id), 7, Instant.ofEpochMilli(id)), commit);
    }

    private List<byte[]> someThatNeedNotBeAlone(int count) {
        List<byte[]> some = new ArrayList<>();
        while (some.size() < count) {
            Commit<?> commit = commits.next();
            if (!commit.isAlone()) {
                some.add(command(some.size(), commit));
            }
        }
        return some;
    }

    private static List<byte[]> written(byte[] entry) {
        return EntryFormat.read(entry).stream()
                .map((Command read) -> CommandFormat.write(read.header(), read.commit()))
                .toList();
    }

    @Test
    void oneCommandIsAnEntryByItself() {
        byte[] one = someThatNeedNotBeAlone(1).get(0);

        assertThat(EntryFormat.write(List.of(one))).isEqualTo(one);
        assertThat(written(one)).containsExactly(one);
    }

    @Test
    void severalComeBackInTheirOrder() {
        List<byte[]> several = someThatNeedNotBeAlone(40);

        assertThat(written(EntryFormat.write(several))).containsExactlyElementsOf(several);
    }

    @Test
    void anEntryThatEndsTooSoonIsRefused() {
        List<byte[]> several = someThatNeedNotBeAlone(2);
        byte[] entry = EntryFormat.write(several);
        int onlyFirst = 1 + 4 + several.get(0).length;
        for (int length = 0; length < entry.length; length++) {
            if (length != 1 && length != onlyFirst) {
                byte[] shorter = Arrays.copyOf(entry, length);
                assertThatThrownBy(() -> EntryFormat.read(shorter)).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void aCommandThatMustBeAloneIsRefusedAmongOthers() {
        byte[] document = command(1, new DocumentCommit("users", 0, new byte[0], Promise.promise()));
        byte[] entry =
                EntryFormat.write(List.of(document, someThatNeedNotBeAlone(1).get(0)));

        assertThat(EntryFormat.read(document)).hasSize(1);
        assertThatThrownBy(() -> EntryFormat.read(entry)).hasMessageContaining("must be alone");
    }
}
