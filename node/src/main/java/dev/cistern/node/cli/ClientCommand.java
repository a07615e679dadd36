package dev.cistern.node.cli;

import dev.cistern.node.cli.remote.NodeClient;
import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.remote.NodeException.Kind;
import dev.cistern.node.cli.remote.Target;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that talks to a node. */
abstract class ClientCommand implements Callable<Integer> {
    private static final String DEFAULT_ENDPOINT = "http://127.0.0.1:7070";

    private final Terminal terminal;

    @SuppressWarnings("NullAway.Init") // picocli sets it before anything runs
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--endpoint",
            paramLabel = "URL",
            description = "The node to talk to; else $CISTERN_ENDPOINT, else " + DEFAULT_ENDPOINT + ".")
    private @Nullable String endpoint;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "PEM file with the certificates to believe about an https node, in place of Java's; else"
                    + " $$CISTERN_CACERT.")
    private @Nullable Path cacert;

    @Mixin
    private final LoginOptions login = new LoginOptions();

    ClientCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public final Integer call() {
        NodeClient node;
        try {
            node = new NodeClient(address(), roots(), login.find(root().login(), terminal.environment()));
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
        return run(node);
    }

    private Cistern root() {
        return (Cistern) spec.root().userObject();
    }

    private String address() {
        if (endpoint != null) {
            return endpoint;
        }
        String first = root().endpoint();
        return first != null ? first : terminal.environment().getOrDefault("CISTERN_ENDPOINT", DEFAULT_ENDPOINT);
    }

    private @Nullable Path roots() {
        if (cacert != null) {
            return cacert;
        }
        Path first = root().cacert();
        String variable = terminal.environment().getOrDefault("CISTERN_CACERT", "");
        return first != null || variable.isEmpty() ? first : Path.of(variable);
    }

    /** Does the work and returns the exit code. */
    abstract int run(NodeClient node);

    final Terminal terminal() {
        return terminal;
    }

    final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    final Target bucket(String text) {
        Target target = target(text);
        if (target.hasKey()) {
            throw usage("'" + text + "' names an object; this command takes a BUCKET alone");
        }
        return target;
    }

    final Target object(String text) {
        Target target = target(text);
        if (!target.hasKey()) {
            throw usage("'" + text + "' names a bucket; this command takes BUCKET/KEY");
        }
        return target;
    }

    final Target target(String text) {
        try {
            return Target.parse(text);
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    static NodeException notFound(String message) {
        return new NodeException(Kind.NOT_FOUND, message);
    }
}
