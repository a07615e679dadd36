package dev.cistern.node.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.users.Token.Use;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TokensTest {
    private final Path folder;
    private final Users users;
    private final User ann;
    private final User bob;
    private Instant now = Instant.parse("2026-11-29T07:00:00Z");
    private final Tokens tokens;

    TokensTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.users = Users.open(folder);
        this.ann = users.add(UserRequest.administrator("ann")).user();
        this.bob = users.add(UserRequest.named("bob")).user();
        this.tokens = Tokens.open(folder, () -> now);
    }

    private NewToken token(User user) {
        return tokens.add(user, Use.EVERYTHING, "a job", Optional.of(Duration.ofHours(1)));
    }

    @Test
    void tokenIsFoundAlsoAfterARestart() throws IOException {
        NewToken made = token(ann);
        NewToken forMetrics = tokens.add(bob, Use.METRICS, "", Optional.empty());

        Tokens reopened = Tokens.open(folder, () -> now);

        assertThat(tokens.find(made.text())).contains(made.token());
        assertThat(reopened.find(made.text())).contains(made.token());
        assertThat(reopened.find(forMetrics.text())).contains(forMetrics.token());
        assertThat(reopened.of(bob)).containsExactly(forMetrics.token());
    }

    @Test
    void nothingButTheTokenIsTheToken() {
        String text = token(ann).text();
        int secret = text.lastIndexOf('_') + 1;
        String other = token(ann).text();

        for (String wrong : new String[] {
            "",
            "x",
            text + "x",
            text.substring(0, text.length() - 1),
            text.substring(0, secret) + other.substring(secret),
            text.toUpperCase(Locale.ROOT),
            " " + text
        }) {
            assertThat(tokens.find(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void tokenEndsWithItsTime() {
        NewToken made = token(ann);
        NewToken forEver = tokens.add(ann, Use.EVERYTHING, "", Optional.empty());

        now = now.plusSeconds(3_599);
        assertThat(tokens.find(made.text())).isPresent();
        now = now.plusSeconds(1);
        assertThat(tokens.find(made.text())).isEmpty();
        now = now.plus(Duration.ofDays(10_000));
        assertThat(tokens.find(forEver.text())).isPresent();
    }

    @Test
    void revokedTokenIsNoneAnyMore() throws IOException {
        NewToken made = token(ann);
        NewToken kept = token(ann);

        assertThat(tokens.remove(bob, made.token().id())).isFalse();
        assertThat(tokens.remove(ann, made.token().id())).isTrue();

        assertThat(tokens.find(made.text())).isEmpty();
        assertThat(Tokens.open(folder, () -> now).find(made.text())).isEmpty();
        assertThat(tokens.find(kept.text())).isPresent();
        tokens.removeAll(ann);
        assertThat(tokens.find(kept.text())).isEmpty();
    }

    @Test
    void secretIsNeitherInTheFileNorPrintedAndTheFileIsTheOwnersAlone() throws IOException {
        NewToken made = token(ann);
        // A secret may have a '_' of its own.
        String beforeSecret = made.token().id() + "_";
        String secret = made.text().substring(made.text().indexOf(beforeSecret) + beforeSecret.length());

        assertThat(secret).hasSizeGreaterThan(40);
        assertThat(Files.readString(folder.resolve("tokens")))
                .contains(made.token().id())
                .doesNotContain(secret);
        assertThat(Files.getPosixFilePermissions(folder.resolve("tokens")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(made.toString()).doesNotContain(secret);
    }

    @Test
    void userHasAHundredAtMostOfWhichExpiredOnesDoNotCount() {
        for (int i = 0; i < 100; i++) {
            NewToken unused = token(ann);
        }

        assertThatThrownBy(() -> token(ann)).hasMessageContaining("at most 100");
        assertThat(token(bob)).isNotNull();
        now = now.plus(Duration.ofHours(2));
        assertThat(token(ann)).isNotNull();
        assertThat(tokens.of(ann)).hasSize(1);
    }

    @Test
    void fileThatIsNotOneOfOursIsRefused() throws IOException {
        Files.writeString(folder.resolve("tokens"), "{}");

        assertThatThrownBy(() -> Tokens.open(folder, () -> now)).isInstanceOf(IOException.class);
    }

    @Test
    void lastAdministratorStaysWhileThereAreOtherUsers() throws IOException {
        Users fresh = Users.open(Files.createDirectory(folder.resolve("fresh")));

        User root = fresh.add(UserRequest.administrator("root")).user();
        User carl = fresh.add(UserRequest.named("carl")).user();

        assertThatThrownBy(() -> fresh.remove("root")).hasMessageContaining("last administrator");
        assertThat(fresh.remove("carl")).contains(carl);
        assertThat(fresh.remove("root")).contains(root);
        assertThat(fresh.isEmpty()).isTrue();
    }
}
