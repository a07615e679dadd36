package dev.cistern.node.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsersTest {
    private final Path folder;
    private final Users users;

    UsersTest(@TempDir Path folder) throws IOException {
        this.folder = folder;
        this.users = Users.open(folder);
    }

    @Test
    void usersOutliveTheProcess() throws IOException {
        NewUser ann = users.add("ann", Optional.empty(), Optional.empty());
        NewUser bob = users.add("bob", Optional.of("BOBS-KEY"), Optional.of("bobs-secret"));

        Users reopened = Users.open(folder);

        assertThat(reopened.secretOf(ann.user().accessKey())).contains(ann.secretKey());
        assertThat(reopened.secretOf("BOBS-KEY")).contains("bobs-secret");
        assertThat(reopened.list()).containsExactly(ann.user(), bob.user());
    }

    @Test
    void removedUserHasNoSecretAnyMore() throws IOException {
        NewUser ann = users.add("ann", Optional.empty(), Optional.empty());

        assertThat(users.remove("ann")).contains(ann.user());

        assertThat(users.remove("ann")).isEmpty();
        assertThat(users.isEmpty()).isTrue();
        assertThat(Users.open(folder).secretOf(ann.user().accessKey())).isEmpty();
    }

    @Test
    void secretsAreForTheOwnerOfTheFileAloneAndNeverPrinted() throws IOException {
        NewUser ann = users.add("ann", Optional.empty(), Optional.empty());

        assertThat(Files.getPosixFilePermissions(folder.resolve("users")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(ann.toString()).doesNotContain(ann.secretKey());
    }

    @Test
    void namesAndKeysAreUniqueAndOfTheirForm() {
        NewUser ann = users.add("ann", Optional.of("KEY"), Optional.of("long-enough"));

        assertThat(ann.user().name()).isEqualTo("ann");
        assertThatThrownBy(() -> users.add("ann", Optional.empty(), Optional.empty()))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> users.add("bob", Optional.of("KEY"), Optional.of("long-enough")))
                .hasMessageContaining("in use");
        assertThatThrownBy(() -> users.add("b/b", Optional.empty(), Optional.empty()))
                .isInstanceOf(InvalidUserException.class);
        assertThatThrownBy(() -> users.add("bob", Optional.of("K/"), Optional.of("long-enough")))
                .isInstanceOf(InvalidUserException.class);
        assertThatThrownBy(() -> users.add("bob", Optional.of("KEY2"), Optional.of("short")))
                .isInstanceOf(InvalidUserException.class);
    }

    @Test
    void fileThatIsNoListOfUsersStopsTheStart() throws IOException {
        Files.writeString(folder.resolve("users"), "anybody");

        assertThatThrownBy(() -> Users.open(folder)).hasMessageContaining("not a list of users");
    }
}
