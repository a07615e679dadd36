package dev.cistern.node.cli;

import dev.cistern.node.ServerStart;
import dev.cistern.node.cli.remote.NodeException;
import dev.cistern.node.cli.transfer.LocalFailure;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code cistern} command: the server, and everything that talks to one. */
@Command(
        name = "cistern",
        versionProvider = Cistern.Version.class,
        description = "A reactive object storage node whose every connection setting is live.",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            ExitCode.OK_HELP,
            ExitCode.FAILED_HELP,
            ExitCode.USAGE_HELP,
            ExitCode.UNREACHABLE_HELP,
            ExitCode.NOT_FOUND_HELP
        },
        footerHeading = "%nTo begin:%n",
        footer = {
            "  cistern server                              a node on 127.0.0.1:7070, data in ./cistern-data",
            "  cistern bucket create photos",
            "  cistern put -r ~/Pictures photos            a whole tree, in parallel",
            "  cistern ls photos",
            "  cistern config cluster net.http             what the connection settings are",
            "  cistern config cluster net.http.idle_conn_time=30s",
            "",
            "'cistern COMMAND --help' says more, with examples."
        })
public final class Cistern {
    private static final int HELP_WIDTH = 110;

    @Option(names = "--endpoint", paramLabel = "URL", description = "The node to talk to; may also follow the command.")
    private @Nullable String endpoint;

    @Option(names = "--cacert", paramLabel = "FILE", description = "Whom to believe; may also follow the command.")
    private @Nullable Path cacert;

    @Mixin
    private final LoginOptions login = new LoginOptions();

    Cistern() {}

    /** What is said before the command of who one is. */
    LoginOptions login() {
        return login;
    }

    /** The certificates to believe that are named before the command; null when none are. */
    @Nullable
    Path cacert() {
        return cacert;
    }

    /** The node that is named before the command; null when none is. */
    @Nullable
    String endpoint() {
        return endpoint;
    }

    /** The program. Ends the process with the exit code of the command. */
    public static void main(String[] args) {
        Terminal terminal = new Terminal(
                System.in,
                stream(FileDescriptor.out, false),
                stream(FileDescriptor.err, true),
                System.getProperty("cistern.terminals", ""),
                System.getenv());
        System.exit(run(terminal, Cistern::installedServer, args));
    }

    private static PrintStream stream(FileDescriptor descriptor, boolean everyLine) {
        return new PrintStream(
                new BufferedOutputStream(new FileOutputStream(descriptor), 8192), everyLine, StandardCharsets.UTF_8);
    }

    private static ServerStart installedServer() {
        return ServiceLoader.load(ServerStart.class)
                .findFirst()
                .orElseThrow(() -> new LocalFailure("this build holds no server; build all of it with ./dev check"));
    }

    static int run(Terminal terminal, Supplier<ServerStart> server, String... args) {
        try {
            return commandLine(terminal, server).execute(args);
        } finally {
            terminal.out().flush();
            terminal.err().flush();
        }
    }

    static CommandLine commandLine(Terminal terminal, Supplier<ServerStart> server) {
        CommandLine cistern = new CommandLine(new Cistern())
                .addSubcommand(new ServerCommand(server))
                .addSubcommand(BucketCommand.with(terminal))
                .addSubcommand(BackendCommand.with(terminal))
                .addSubcommand(JobCommand.with(terminal))
                .addSubcommand(StoreCommand.with(terminal))
                .addSubcommand(new LsCommand(terminal))
                .addSubcommand(new PutCommand(terminal))
                .addSubcommand(new GetCommand(terminal))
                .addSubcommand(new RmCommand(terminal))
                .addSubcommand(new StatCommand(terminal))
                .addSubcommand(VersionsCommand.with(terminal))
                .addSubcommand(UserCommand.with(terminal))
                .addSubcommand(new PresignCommand(terminal))
                .addSubcommand(CorsCommand.with(terminal))
                .addSubcommand(LifecycleCommand.with(terminal))
                .addSubcommand(MasterKeyCommand.with(terminal))
                .addSubcommand(PolicyCommand.with(terminal))
                .addSubcommand(ConfigCommand.with(terminal))
                .addSubcommand(ClusterCommand.with(terminal))
                .addSubcommand(new ConnectionsCommand(terminal))
                .addSubcommand(new TopCommand(terminal))
                .addSubcommand(new AdviseCommand(terminal))
                .addSubcommand(new CompletionCommand(terminal))
                .setOut(writer(terminal.out()))
                .setErr(writer(terminal.err()))
                .setParameterExceptionHandler((e, args) -> explain(terminal, e))
                .setExecutionExceptionHandler((e, command, parsed) -> explain(terminal, e));
        cistern.getCommandSpec()
                .addOption(flag("Show the version, and that of Java.", "-V", "--version")
                        .versionHelp(true)
                        .build());
        addHelp(cistern);
        return cistern;
    }

    private static void addHelp(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .width(HELP_WIDTH)
                .commandListHeading("%nCommands:%n")
                .parameterListHeading("%nArguments:%n")
                .optionListHeading("%nOptions:%n");
        command.getCommandSpec()
                .addOption(
                        flag("Show this help.", "-h", "--help").usageHelp(true).build());
        command.getSubcommands().values().forEach(Cistern::addHelp);
    }

    private static OptionSpec.Builder flag(String description, String... names) {
        return OptionSpec.builder(names).type(boolean.class).arity("0").description(description);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    private static int explain(Terminal terminal, ParameterException e) {
        terminal.err().println("error: " + e.getMessage());
        PrintWriter suggestions = writer(terminal.err());
        if (UnmatchedArgumentException.printSuggestions(e, suggestions)) {
            suggestions.flush();
        }
        String command = e.getCommandLine().getCommandSpec().qualifiedName();
        terminal.err().println("'" + command + " --help' shows how it is used");
        return ExitCode.USAGE;
    }

    private static int explain(Terminal terminal, Exception e) throws Exception {
        terminal.out().flush();
        if (e instanceof NodeException failure) {
            boolean listed = !failure.body().at("problems").elements().isEmpty();
            String message = listed ? "nothing was changed" : String.valueOf(e.getMessage());
            terminal.err().println("error: " + Terminal.printable(message));
            SettingProblems.print(failure.body(), terminal.err());
            return ExitCode.of(failure.kind());
        }
        if (e instanceof LocalFailure) {
            terminal.err().println("error: " + Terminal.printable(String.valueOf(e.getMessage())));
            return ExitCode.FAILED;
        }
        throw e;
    }

    /** From the program's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Cistern.class.getPackage().getImplementationVersion();
            return new String[] {
                "cistern " + (version == null ? "(unpackaged)" : version),
                "Java " + System.getProperty("java.version") + ", " + System.getProperty("java.vendor")
            };
        }
    }
}
