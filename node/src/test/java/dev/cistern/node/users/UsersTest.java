package dev.cistern.node.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.users.User.Role;
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
        NewUser ann = users.add(UserRequest.administrator("ann"));
        NewUser bob = users.add(UserRequest.named("bob", "BOBS-KEY", "bobs-secret"));

        Users reopened = Users.open(folder);

        assertThat(reopened.secretOf(ann.user().accessKey())).contains(ann.secretKey());
        assertThat(reopened.secretOf("BOBS-KEY")).contains("bobs-secret");
        assertThat(reopened.list()).containsExactly(ann.user(), bob.user());
    }

    @Test
    void removedUserHasNoSecretAnyMore() throws IOException {
        NewUser ann = users.add(UserRequest.administrator("ann"));

        assertThat(users.remove("ann")).contains(ann.user());

        assertThat(users.remove("ann")).isEmpty();
        assertThat(users.isEmpty()).isTrue();
        assertThat(Users.open(folder).secretOf(ann.user().accessKey())).isEmpty();
    }

    @Test
    void secretsAreForTheOwnerOfTheFileAloneAndNeverPrinted() throws IOException {
        NewUser ann = users.add(UserRequest.administrator("ann"));

        assertThat(Files.getPosixFilePermissions(folder.resolve("users")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(ann.toString()).doesNotContain(ann.secretKey());
    }

    @Test
    void namesAndKeysAreUniqueAndOfTheirForm() {
        assertThat(users.add(UserRequest.administrator("root"))).isNotNull();
        NewUser ann = users.add(UserRequest.named("ann", "KEY", "long-enough"));

        assertThat(ann.user().name()).isEqualTo("ann");
        assertThatThrownBy(() -> users.add(UserRequest.named("ann"))).hasMessageContaining("already");
        assertThatThrownBy(() -> users.add(UserRequest.named("bob", "KEY", "long-enough")))
                .hasMessageContaining("in use");
        assertThatThrownBy(() -> users.add(UserRequest.named("b/b"))).isInstanceOf(InvalidUserException.class);
        assertThatThrownBy(() -> users.add(UserRequest.named("bob", "K/", "long-enough")))
                .isInstanceOf(InvalidUserException.class);
        assertThatThrownBy(() -> users.add(UserRequest.named("bob", "KEY2", "short")))
                .isInstanceOf(InvalidUserException.class);
    }

    private static UserRequest withId(String name, String id) {
        return new UserRequest(name, Optional.of(id), Role.ADMINISTRATOR, Optional.empty(), Optional.empty());
    }

    @Test
    void idStaysWhenKeysChangeAndIsNotGivenToANamesake() throws IOException {
        assertThat(users.add(UserRequest.administrator("root"))).isNotNull();
        NewUser ann = users.add(UserRequest.administrator("ann"));

        NewUser renewed = users.renew("ann", Optional.empty(), Optional.empty()).orElseThrow();

        assertThat(renewed.user().id()).isEqualTo(ann.user().id());
        assertThat(renewed.user().accessKey()).isNotEqualTo(ann.user().accessKey());
        assertThat(users.secretOf(ann.user().accessKey())).isEmpty();
        assertThat(Users.open(folder).ofAccessKey(renewed.user().accessKey())).contains(renewed.user());
        assertThat(users.ofId(ann.user().id())).contains(renewed.user());
        assertThat(users.renew("bob", Optional.empty(), Optional.empty())).isEmpty();
        String access = renewed.user().accessKey();
        assertThat(users.renew("ann", Optional.of(access), Optional.of("another-secret")))
                .hasValueSatisfying(again -> assertThat(again.secretKey()).isEqualTo("another-secret"));
        NewUser carl = users.add(UserRequest.named("carl"));
        assertThatThrownBy(() -> users.renew("carl", Optional.of(access), Optional.empty()))
                .hasMessageContaining("in use");
        assertThat(users.secretOf(carl.user().accessKey())).contains(carl.secretKey());
        assertThat(users.remove("ann")).isPresent();
        assertThat(users.add(UserRequest.named("ann")).user().id())
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(ann.user().id());
    }

    @Test
    void idsAndNamesAreNotThoseOfOthersNorTheNodes() {
        NewUser ann = users.add(withId("ann", "anns-id"));

        assertThat(ann.user().id()).isEqualTo("anns-id");
        assertThat(ann.user().isAdministrator()).isTrue();
        assertThatThrownBy(() -> users.add(withId("bob", "anns-id"))).hasMessageContaining("in use");
        assertThatThrownBy(() -> users.add(UserRequest.named("anns-id"))).isInstanceOf(InvalidUserException.class);
        assertThatThrownBy(() -> users.add(withId("bob", "ann"))).isInstanceOf(InvalidUserException.class);
        assertThatThrownBy(() -> users.add(withId("bob", "cistern"))).hasMessageContaining("node");
        assertThatThrownBy(() -> users.add(withId("bob", "a,b"))).isInstanceOf(InvalidUserException.class);
    }

    @Test
    void usersOfAnEarlierFileMayAllAndHaveTheSameIdEveryTime() throws IOException {
        String file = "{\"users\": [{\"name\": \"ann\", \"access_key\": \"AK\", \"secret_key\": \"secret-of-ann\","
                + " \"created\": \"2026-01-01T00:00:00Z\"}]}";
        Files.writeString(folder.resolve("users"), file);

        Users earlier = Users.open(folder);
        User ann = earlier.ofAccessKey("AK").orElseThrow();
        NewUser bob = earlier.add(UserRequest.named("bob"));
        Users now = Users.open(folder);

        assertThat(ann.isAdministrator()).isTrue();
        assertThat(ann.id()).matches("[0-9a-f]{64}");
        assertThat(bob.user().isAdministrator()).isFalse();
        assertThat(now.ofAccessKey("AK")).contains(ann);
        assertThat(now.named("bob")).contains(bob.user());
    }

    @Test
    void fileThatIsNoListOfUsersStopsTheStart() throws IOException {
        Files.writeString(folder.resolve("users"), "anybody");

        assertThatThrownBy(() -> Users.open(folder)).hasMessageContaining("not a list of users");
    }
}
