package dev.cistern.node;

import dev.cistern.cluster.ClusterException;
import dev.cistern.conf.LogFormat;
import dev.cistern.conf.LogLevel;
import dev.cistern.conf.LogSettings;
import dev.cistern.conf.Settings;
import dev.cistern.conf.live.SettingsOptions;
import dev.cistern.conf.live.SettingsService;
import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Resolver;
import dev.cistern.conf.load.Sources;
import dev.cistern.node.engine.DataFolder;
import dev.cistern.node.http.RequestFigures;
import dev.cistern.node.log.Logs;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.users.Accounts;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of {@code cistern server}: from the command line to a running node, and from a signal to the exit. */
public final class ServerProcess implements ServerStart {
    private static final Logger log = LoggerFactory.getLogger(ServerProcess.class);
    private static final int EXIT_FAILED = 1;
    private static final Duration LONGEST_START = Duration.ofMinutes(1);
    private static final Duration LONGEST_GIVING_UP = Duration.ofSeconds(5);
    /** For what comes after the drain: commits in flight, the log of the database. */
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(20);

    @Override
    public int run(ServerOptions options) {
        NameCache.keepBriefly();
        Logs.configure(new LogSettings(LogLevel.INFO, LogFormat.TEXT, null));
        try {
            Node node = start(sources(options, System.getenv()));
            stopAtExit(node);
            Banner.print(
                    System.out,
                    node.url(),
                    node.dataDir(),
                    node.transportName(),
                    System.currentTimeMillis()
                            - ManagementFactory.getRuntimeMXBean().getStartTime());
            new CountDownLatch(1).await();
            return 0;
        } catch (StartException e) {
            log.debug("not started", e);
            System.err.println("cistern server: " + e.getMessage());
            Logs.flush();
            return EXIT_FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return EXIT_FAILED;
        }
    }

    private static Sources sources(ServerOptions options, java.util.Map<String, String> environment) {
        List<String> assignments = new ArrayList<>();
        options.data().ifPresent(data -> assignments.add("store.data_dir=" + data));
        options.listen().ifPresent(listen -> assignments.add("node.listen=" + listen));
        options.set().forEach((key, value) -> assignments.add(key + "=" + value));
        return new Sources(options.config().map(List::of).orElse(List.of()), environment, assignments);
    }

    static Node start(Sources sources) throws StartException, InterruptedException {
        long descriptors = FileDescriptors.limit();
        RequestFigures requests = new RequestFigures();
        try {
            Settings written = Resolver.load(sources, descriptors).settings();
            Logs.configure(written.log());
            Path dataDir = written.store().dataDir();
            DataFolder folder = DataFolder.open(dataDir);
            SettingsOptions options = new SettingsOptions(
                    sources, dataDir.resolve("settings"), descriptors, new RequestFailureRate(requests));
            Settings boot = SettingsService.stored(options);
            Node node = node(boot, folder, requests);
            await(node, options, folder);
            return node;
        } catch (InvalidSettingsException e) {
            throw new StartException(
                    "the settings cannot be used\n  "
                            + String.valueOf(e.getMessage()).replace("\n", "\n  "),
                    e);
        } catch (StoreException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new StartException("the data folder cannot be used: " + e, e);
        }
    }

    /** Gives the folder back where the node cannot be what its settings say, or may not be open to whoever would reach it. */
    private static Node node(Settings boot, DataFolder folder, RequestFigures requests)
            throws StartException, IOException {
        Path dataDir = boot.store().dataDir();
        try {
            Accounts accounts = Accounts.open(dataDir);
            OpenAddress.refuse(boot.node(), accounts.users(), dataDir);
            return new Node(NodeId.of(dataDir), boot, ClusterStart.of(boot), requests, accounts);
        } catch (StartException | IOException | RuntimeException e) {
            folder.close();
            throw e;
        }
    }

    /** A node that does not get ready is stopped, so that nothing of it is left in the process. */
    private static void await(Node node, SettingsOptions options, DataFolder folder)
            throws StartException, InterruptedException {
        try {
            node.start(options, folder).await(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
        } catch (Throwable e) {
            giveUp(node);
            if (e instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            boolean late = e instanceof TimeoutException;
            throw new StartException(
                    late ? "not ready within " + LONGEST_START.toSeconds() + " s" : explain(node, e), e);
        }
    }

    private static void giveUp(Node node) {
        try {
            node.stop().await(LONGEST_GIVING_UP.toSeconds(), TimeUnit.SECONDS);
        } catch (Throwable e) {
            log.debug("not stopped in order", e);
        }
    }

    private static String explain(Node node, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (isBindFailure(cause)) {
                return "cannot listen on " + node.wantedAddress() + ": " + cause.getMessage()
                        + "; stop what listens there, or choose another address with --listen HOST:PORT";
            }
            if (cause instanceof ClusterException) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof InvalidSettingsException) {
                return "the node cannot join with these settings\n  "
                        + String.valueOf(cause.getMessage()).replace("\n", "\n  ");
            }
            if (cause instanceof StoreException) {
                return String.valueOf(cause.getMessage());
            }
        }
        return "cannot start: " + failure;
    }

    /** The native transports have an exception of their own, which only its text tells from others. */
    private static boolean isBindFailure(Throwable cause) {
        String message = cause.getMessage();
        return cause instanceof BindException
                || (cause instanceof IOException && message != null && message.startsWith("bind("));
    }

    private static void stopAtExit(Node node) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "cistern-stop"));
    }

    /** Runs when the process is told to end. An orderly stop is a success, so the exit code is 0 and not the signal's. */
    private static void stop(Node node) {
        int exit = 0;
        try {
            long seconds = node.drainTime().plus(LONGEST_CLOSE).toSeconds();
            node.stop().await(seconds, TimeUnit.SECONDS);
        } catch (Throwable e) {
            exit = EXIT_FAILED;
            log.error("not stopped in order", e);
        }
        Logs.flush();
        Runtime.getRuntime().halt(exit);
    }
}
