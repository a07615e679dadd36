package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.Json;
import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.Target;
import dev.cistern.node.cli.remote.UrlPath;
import dev.cistern.node.sign.Presigner;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code cistern presign}: URLs to give away. */
@Command(
        name = "presign",
        description = {
            "Sign a URL with which anybody can read or write one object, until it expires.",
            "",
            "The signature is that of a user: with keys in $$AWS_ACCESS_KEY_ID and $$AWS_SECRET_ACCESS_KEY it is made"
                    + " here, and no node is asked; with --user the node makes it. It says which address the URL is"
                    + " for, so --endpoint must be the one that others reach the node at."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cistern presign get photos/pets/tom.jpg --user ann",
            "  cistern presign put s3://photos/new.jpg --expires 15m --endpoint https://store.example:7070",
            "  curl -T new.jpg \"$(cistern presign put photos/new.jpg --user ann)\""
        })
final class PresignCommand extends ClientCommand {
    private static final String SCHEME = "s3://";
    private static final String ACCESS_KEY = "AWS_ACCESS_KEY_ID";
    private static final String SECRET_KEY = "AWS_SECRET_ACCESS_KEY";

    /** What may be allowed. */
    enum Verb {
        get,
        put
    }

    @Parameters(index = "0", paramLabel = "get|put", description = "What the URL is for: to read or to write.")
    private Verb verb = Verb.get;

    @Parameters(index = "1", paramLabel = "BUCKET/KEY", description = "The object; s3://BUCKET/KEY as well.")
    private String word = "";

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it is good for, such as 90s, 15m, 12h, 7d; seven days at most. Default:"
                    + " ${DEFAULT-VALUE}.")
    private String expires = "";

    @Option(names = "--user", paramLabel = "NAME", description = "The user of the node whose signature it is.")
    private String user = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    PresignCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    int run(NodeClient node) {
        Target object = object(word.startsWith(SCHEME) ? word.substring(SCHEME.length()) : word);
        Duration lifetime = lifetime();
        String method = verb.name().toUpperCase(Locale.ROOT);
        Instant now = Instant.now();
        String url = user.isEmpty()
                ? signedHere(node, new Presigner.Grant(method, object.bucket(), object.key(), lifetime), now)
                : signedThere(node, method, object, lifetime);
        if (json) {
            Map<String, Json> members = new LinkedHashMap<>();
            members.put("url", Json.of(url));
            members.put("method", Json.of(method));
            members.put(
                    "expires",
                    Json.of(now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS).toString()));
            terminal().out().println(Json.of(members).pretty());
        } else {
            terminal().out().println(url);
        }
        return ExitCode.OK;
    }

    private String signedHere(NodeClient node, Presigner.Grant grant, Instant now) {
        String access = terminal().environment().getOrDefault(ACCESS_KEY, "");
        String secret = terminal().environment().getOrDefault(SECRET_KEY, "");
        if (access.isEmpty() || secret.isEmpty()) {
            throw usage("whose signature? Name a user of the node with --user, or set $" + ACCESS_KEY + " and $"
                    + SECRET_KEY);
        }
        return Presigner.presign(URI.create(node.endpoint()), grant, new Presigner.Keys(access, secret), now)
                .toString();
    }

    private String signedThere(NodeClient node, String method, Target object, Duration lifetime) {
        Map<String, Json> grant = new LinkedHashMap<>();
        grant.put("method", Json.of(method));
        grant.put("bucket", Json.of(object.bucket()));
        grant.put("key", Json.of(object.key()));
        grant.put("expires_seconds", Json.of(lifetime.toSeconds()));
        grant.put("endpoint", Json.of(node.endpoint()));
        return node.call("POST", "/v1/users/" + UrlPath.segment(user) + "/presign", Json.of(grant))
                .at("url")
                .text();
    }

    private Duration lifetime() {
        Duration lifetime = Ages.parse(expires)
                .orElseThrow(() -> usage("--expires '" + expires + "' is no time; write 90s, 15m, 12h or 7d"));
        if (lifetime.isZero() || lifetime.compareTo(Presigner.LONGEST) > 0) {
            throw usage("--expires '" + expires + "' cannot be; a URL is good for one second to seven days");
        }
        return lifetime;
    }
}
