package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class MasterKeyCommandTest {
    private final FakeNode node = new FakeNode();

    MasterKeyCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void keysAreListedByTheirIds() {
        node.answer("GET /v1/master-keys", 200, "[{\"id\":\"0123456789abcdef\",\"made\":\"2026-01-01T00:00:00Z\"}]");

        assertThat(CommandRun.of(node, "master-key", "ls").out())
                .contains("0123456789abcdef")
                .contains("2026-01-01T00:00:00Z");
        assertThat(CommandRun.of(node, "master-key", "ls", "--json").out()).contains("\"id\"");
    }

    @Test
    void addedKeyIsToldWithAWordOnItsBackup() {
        node.answer("POST /v1/master-keys", 200, "{\"id\":\"0123456789abcdef\"}");

        CommandRun added = CommandRun.of(node, "master-key", "add");

        assertThat(added.out()).isEqualTo("0123456789abcdef\n");
        assertThat(added.err()).contains("back up the file");
    }
}
