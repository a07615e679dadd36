package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Login;
import dev.cistern.node.cli.transfer.LocalFailure;
import dev.cistern.node.sign.Presigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;

/** Finds what a person proves with who it is: the first of options, variables and the file that Amazon's tools share. */
final class LoginOptions {
    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "A file that holds a token of 'cistern user token add'; else $$CISTERN_TOKEN.")
    private @Nullable Path tokenFile;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Whose keys of ~/.aws/credentials to sign with; else $$CISTERN_ACCESS_KEY_ID and"
                    + " $$CISTERN_SECRET_ACCESS_KEY, else Amazon's variables $$AWS_ACCESS_KEY_ID…, else the profile"
                    + " $$AWS_PROFILE or 'default'.")
    private @Nullable String profile;

    /** @param first options before the command, for what is not given after it */
    Login find(LoginOptions first, Map<String, String> environment) {
        Path file = tokenFile != null ? tokenFile : first.tokenFile;
        String name = profile != null ? profile : first.profile;
        if (file != null && name != null) {
            throw new LocalFailure("--token-file and --profile: one of them says who you are");
        }
        if (file != null) {
            return new Login.Bearer(token(file), file.toString());
        }
        if (name != null) {
            return ofProfile(name, environment)
                    .orElseThrow(() -> new LocalFailure(
                            "--profile " + name + ": " + file(environment) + " has no keys of that name"));
        }
        return ofVariables(environment).orElse(Login.NONE);
    }

    private static Optional<Login> ofVariables(Map<String, String> environment) {
        String token = environment.getOrDefault("CISTERN_TOKEN", "");
        if (!token.isBlank()) {
            return Optional.of(new Login.Bearer(token.strip(), "$CISTERN_TOKEN"));
        }
        return keys(environment, "CISTERN")
                .or(() -> keys(environment, "AWS"))
                .or(() -> ofProfile(environment.getOrDefault("AWS_PROFILE", "default"), environment));
    }

    private static Optional<Login> keys(Map<String, String> environment, String prefix) {
        String access = environment.getOrDefault(prefix + "_ACCESS_KEY_ID", "");
        String secret = environment.getOrDefault(prefix + "_SECRET_ACCESS_KEY", "");
        return access.isEmpty() || secret.isEmpty()
                ? Optional.empty()
                : Optional.of(new Login.Signing(
                        new Presigner.Keys(access, secret), "$" + prefix + "_ACCESS_KEY_ID, '" + access + "'"));
    }

    /** Keys that somebody lent for a while, with a session token, are no user's of a node. */
    private static Optional<Login> ofProfile(String name, Map<String, String> environment) {
        Path file = file(environment);
        if (!file.isAbsolute() || !Files.isRegularFile(file)) {
            return Optional.empty();
        }
        Optional<Profile> found;
        try {
            found = ProfileFile.builder()
                    .content(file)
                    .type(ProfileFile.Type.CREDENTIALS)
                    .build()
                    .profile(name);
        } catch (RuntimeException e) {
            throw new LocalFailure(file + " cannot be read: " + e.getMessage());
        }
        Optional<String> access = found.flatMap(profile -> profile.property("aws_access_key_id"));
        Optional<String> secret = found.flatMap(profile -> profile.property("aws_secret_access_key"));
        return access.isEmpty() || secret.isEmpty()
                ? Optional.empty()
                : Optional.of(new Login.Signing(
                        new Presigner.Keys(access.get(), secret.get()), "the profile '" + name + "' in " + file));
    }

    private static Path file(Map<String, String> environment) {
        String named = environment.getOrDefault("AWS_SHARED_CREDENTIALS_FILE", "");
        return named.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", ""), ".aws", "credentials")
                : Path.of(named).toAbsolutePath();
    }

    private static String token(Path file) {
        try {
            String token = Files.readString(file).strip();
            if (!token.isEmpty() && token.length() <= 1_000 && token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                return token;
            }
        } catch (IOException e) {
            throw new LocalFailure(
                    "--token-file " + file + ": " + LocalFailure.of(e).getMessage());
        }
        throw new LocalFailure("--token-file " + file + " holds no token, which is one line of letters and digits");
    }
}
