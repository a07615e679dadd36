package dev.cistern.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class UserCommandTest {
    private final FakeNode node = new FakeNode();

    UserCommandTest() throws IOException {}

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void keysOfANewUserArePrintedOnce() {
        node.answer(
                "POST /v1/users",
                200,
                "{\"name\":\"ann\",\"id\":\"ID\",\"admin\":true,\"access_key\":\"AK\",\"secret_key\":\"SK\","
                        + "\"created\":\"t\"}");

        CommandRun run = CommandRun.of(node, "user", "add", "ann", "--admin", "--id", "ID");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("AK").contains("SK").contains("ID").contains("administrator");
        assertThat(run.err()).contains("not shown again");
    }

    @Test
    void aUserOfWhomOtherNodesDoNotHearIsSaidToBeOne() {
        node.answer(
                "POST /v1/users",
                200,
                "{\"name\":\"ann\",\"id\":\"ID\",\"admin\":false,\"access_key\":\"AK\",\"secret_key\":\"SK\","
                        + "\"created\":\"t\",\"only_here\":true}");

        CommandRun run = CommandRun.of(node, "user", "add", "ann");

        assertThat(run.exitCode()).isZero();
        assertThat(run.err())
                .contains("other nodes")
                .contains("do not know ann")
                .contains("cluster.secret_file");
    }

    @Test
    void renewedKeysArePrintedOnce() {
        node.answer(
                "PUT /v1/users/ann",
                200,
                "{\"name\":\"ann\",\"id\":\"ID\",\"admin\":false,\"access_key\":\"AK2\",\"secret_key\":\"SK2\","
                        + "\"created\":\"t\"}");

        CommandRun run = CommandRun.of(node, "user", "renew", "ann");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("AK2").contains("SK2");
        assertThat(run.err()).contains("not shown again");
    }

    @Test
    void usersAreListedAndRemoved() {
        node.answer(
                "GET /v1/users",
                200,
                "[{\"name\":\"ann\",\"id\":\"ID\",\"admin\":false,\"access_key\":\"AK\",\"created\":\"2026-01-01T00:00:00Z\"}]");
        node.answer("DELETE /v1/users/ann", 200, "{}");

        assertThat(CommandRun.of(node, "user", "ls").out()).contains("ann").contains("AK");
        CommandRun removed = CommandRun.of(node, "user", "rm", "ann");

        assertThat(removed.exitCode()).isZero();
        assertThat(removed.err()).isEqualTo("removed ann\n");
    }

    @Test
    void accessKeyWithoutItsSecretIsRefused() {
        CommandRun run = CommandRun.of(node, "user", "add", "ann", "--access-key", "AK");

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err()).contains("CISTERN_SECRET_KEY");
    }
}
