package dev.cistern.conf;

import static dev.cistern.conf.ZeroRule.AUTOMATIC;
import static dev.cistern.conf.ZeroRule.OFF;
import static dev.cistern.conf.ZeroRule.PLAIN;
import static dev.cistern.conf.ZeroRule.UNLIMITED;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The catalogue: every key of the node, declared once. */
public final class Keys {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long KIB = 1L << 10;
    private static final long MIB = 1L << 20;
    private static final long TIB = 1L << 40;

    public static final Key<Duration> SERVER_IDLE_TIME = live(
            "net.http.server_idle_time",
            Layer.SERVER,
            Quantity.duration(Duration.ofMillis(500), DAY, PLAIN),
            Duration.ofSeconds(20),
            "Longest wait for the next request on an idle connection; never counted while a request is in flight.");

    public static final Key<Duration> HEADER_TIMEOUT = live(
            "net.http.header_timeout",
            Layer.SERVER,
            Quantity.duration(Duration.ofMillis(100), Duration.ofMinutes(10), PLAIN),
            Duration.ofSeconds(16),
            "Longest time from the first byte of a request to the end of its headers, and of a TLS handshake.");

    public static final Key<Integer> MAX_CONNS = live(
            "net.http.max_conns",
            Layer.SERVER,
            Quantity.count(1, 1_000_000, PLAIN),
            16_384,
            "Most client connections open at once; those over it are refused. Clamped to 80 % of the file descriptors.");

    public static final Key<Duration> SERVER_MAX_LIFETIME = live(
            "net.http.server_max_lifetime",
            Layer.SERVER,
            Quantity.duration(Duration.ofSeconds(1), Duration.ofDays(7), PLAIN),
            Duration.ofHours(1),
            "Age at which a client connection is drained, varied by 10 % either way.");

    public static final Key<Integer> SERVER_MAX_REQUESTS = live(
            "net.http.server_max_requests",
            Layer.SERVER,
            Quantity.count(1, 1_000_000_000, UNLIMITED),
            0,
            "Requests after which a client connection is drained: told to close with the answer to the last of them.");

    public static final Key<Duration> DRAIN_TIME = live(
            "net.http.drain_time",
            Layer.SERVER,
            Quantity.duration(Duration.ZERO, Duration.ofHours(1), PLAIN),
            Duration.ofSeconds(30),
            "Longest wait for requests in flight when the node stops.");

    public static final Key<Path> TLS_CERT_FILE = live(
            "net.http.tls_cert_file",
            Layer.SERVER,
            new FilePath("off, or a PEM file"),
            Path.of("off"),
            "Certificates to show to clients, the node's own first; with net.http.tls_key_file, clients speak TLS. Other"
                    + " files and renewed content are live, for new connections at once; switching TLS on or off needs"
                    + " a restart.");

    public static final Key<Path> TLS_KEY_FILE = live(
            "net.http.tls_key_file",
            Layer.SERVER,
            new FilePath("off, or a PEM file"),
            Path.of("off"),
            "Private key of the certificate, not encrypted; live like net.http.tls_cert_file, and only together with it.");

    public static final PoolKeys PEERS = PoolKeys.peers();

    public static final PoolKeys BACKENDS = PoolKeys.backends();

    public static final Key<Long> IDLE_MEMORY = live(
            "net.http.idle_memory",
            Layer.ALL,
            Quantity.size(MIB, TIB),
            64 * MIB,
            "Most heap that the idle connections to peers may take, and those to cloud hosts again as much, reckoned at"
                    + " 9 KiB and 15 KiB each.");

    public static final Key<Path> BACKEND_CA_FILE = live(
            "net.http.backend_ca_file",
            Layer.BACKENDS,
            new FilePath("off, or a PEM file"),
            Path.of("off"),
            "Roots to believe about cloud hosts, besides those that Java trusts; renewed content is live too.");

    public static final Key<Integer> BACKEND_ATTEMPTS = live(
            "net.http.backend_attempts",
            Layer.BACKENDS,
            Quantity.count(1, 100, PLAIN),
            3,
            "Most times that a request to a cloud host is sent while the host fails or is busy; each after the first is"
                    + " paid from a budget of the host.");

    public static final Key<Duration> BACKEND_DEADLINE = live(
            "net.http.backend_deadline",
            Layer.BACKENDS,
            Quantity.duration(Duration.ofMillis(100), Duration.ofHours(1), PLAIN),
            Duration.ofMinutes(1),
            "Longest time until a cloud host begins to answer a request, all attempts and pauses together, shared equally"
                    + " among the attempts.");

    public static final Key<Integer> BACKEND_FAILURES = live(
            "net.http.backend_failures",
            Layer.BACKENDS,
            Quantity.count(1, 10_000, PLAIN),
            8,
            "Failures in a row after which a cloud host is taken for gone: requests to it fail at once.");

    public static final Key<Duration> BACKEND_RECHECK_TIME = live(
            "net.http.backend_recheck_time",
            Layer.BACKENDS,
            Quantity.duration(Duration.ofMillis(10), Duration.ofMinutes(10), PLAIN),
            Duration.ofSeconds(2),
            "Time between two requests that are sent to a cloud host taken for gone, to see whether it is back.");

    public static final Key<Duration> BACKEND_HEDGE_AFTER = live(
            "net.http.backend_hedge_after",
            Layer.BACKENDS,
            Quantity.duration(Duration.ofMillis(1), Duration.ofMinutes(10), OFF),
            Duration.ZERO,
            "How long a cloud host may take to begin to answer a read before the read is sent once more, over another"
                    + " connection; the first good answer counts. At most one read in twenty is.");

    public static final Key<Boolean> STRICT = live(
            "net.http.strict",
            Layer.ALL,
            Choice.trueOrFalse(),
            false,
            "Refuse a value that would have to be clamped, instead of clamping it.");

    public static final Key<Duration> HEARTBEAT_INTERVAL = live(
            "transport.heartbeat_interval_ms",
            Layer.PEERS,
            Quantity.milliseconds(Duration.ofMillis(1), DAY),
            Duration.ofMillis(2000),
            "HTTP/2: silence on a connection after which a PING is sent.");

    public static final Key<Duration> IDLE_TIMEOUT = live(
            "transport.idle_timeout_ms",
            Layer.PEERS,
            Quantity.milliseconds(Duration.ofMillis(1), DAY),
            Duration.ofMillis(10_000),
            "HTTP/2: deadline for the answer to a PING, after which the connection is given up; not an idle time, in"
                    + " spite of its name.");

    public static final Key<Integer> CONN_WINDOW = live(
            "transport.conn_window_bytes",
            Layer.PEERS,
            Quantity.window(65_535, Integer.MAX_VALUE),
            (int) (16 * MIB),
            "HTTP/2: flow-control window of a connection.");

    public static final Key<Integer> STREAM_WINDOW = live(
            "transport.stream_window_bytes",
            Layer.PEERS,
            Quantity.window(65_535, Integer.MAX_VALUE),
            (int) (4 * MIB),
            "HTTP/2: flow-control window of a stream; clamped to that of the connection.");

    public static final Key<PeerProtocol> PROTOCOL = live(
            "transport.protocol",
            Layer.PEERS,
            Choice.of(PeerProtocol.class),
            PeerProtocol.HTTP1,
            "What nodes speak to each other.");

    public static final Key<Boolean> KEEPALIVE_ENABLED = live(
            "transport.keepalive_enabled",
            Layer.PEERS,
            Choice.trueOrFalse(),
            true,
            "HTTP/2: send PINGs and watch for their answers.");

    public static final Key<Path> DATA_DIR = restart(
            "store.data_dir",
            Layer.STORE,
            new FilePath("a folder"),
            Path.of("./cistern-data"),
            "Folder that holds all data of this node.");

    public static final Key<DiskFolders> DISKS = live(
            "store.disks",
            Layer.STORE,
            new DiskList(),
            DiskFolders.NONE,
            "Folders on further disks, which hold bodies and nothing else, with weights. A new body goes to one of all disks by"
                    + " chance, in proportion to weight and free space; the data folder counts with weight 1.");

    public static final Key<Durability> DURABILITY = live(
            "store.durability",
            Layer.STORE,
            Choice.of(Durability.class),
            Durability.SYNC,
            "When a write is acknowledged: sync = when it survives power loss, os = when it survives a crash of the"
                    + " process. A bucket of a node alone may have its own.");

    public static final Key<Long> INLINE_MAX = live(
            "store.inline_max",
            Layer.STORE,
            Quantity.size(0, 64 * KIB),
            16 * KIB,
            "Objects up to this size live inside their record.");

    public static final Key<Long> BUFFER_BYTES = live(
            "store.buffer_bytes",
            Layer.STORE,
            Quantity.size(MIB, TIB),
            64 * MIB,
            "Most bytes of request bodies in memory, waiting for the disk, over all uploads.");

    public static final Key<Integer> THREADS = restart(
            "store.threads",
            Layer.STORE,
            Quantity.count(1, 1024, AUTOMATIC),
            0,
            "Threads for blocking file work; 0 is twice the processors, at least 4.");

    public static final Key<Duration> LIFECYCLE_INTERVAL = live(
            "store.lifecycle_interval",
            Layer.STORE,
            Quantity.duration(Duration.ofSeconds(1), Duration.ofDays(7), PLAIN),
            Duration.ofHours(1),
            "Time between two walks through the buckets that have lifecycle rules, which carry the rules out.");

    public static final Key<Integer> LIFECYCLE_RATE = live(
            "store.lifecycle_rate",
            Layer.STORE,
            Quantity.count(1, 10_000_000, PLAIN),
            10_000,
            "Most objects and uploads that such a walk looks at in a second.");

    public static final Key<Path> MASTER_KEY_FILE = restart(
            "store.master_key_file",
            Layer.STORE,
            new FilePath("off, or a file"),
            Path.of("off"),
            "Keys that the node encrypts objects with, made at the first use where there are none; off is the file"
                    + " master-keys in the data folder. On another disk, who has the data alone cannot read it.");

    public static final Key<ListenAddress> LISTEN = restart(
            "node.listen",
            Layer.NODE,
            new HostAndPort(),
            new ListenAddress("127.0.0.1", 7070),
            "Where the node listens.");

    public static final Key<SocketTransport> TRANSPORT = restart(
            "node.transport",
            Layer.NODE,
            Choice.of(SocketTransport.class),
            SocketTransport.AUTO,
            "How event loops wait for sockets; auto takes the native one that works here.");

    public static final Key<Integer> EVENT_LOOPS = restart(
            "node.event_loops",
            Layer.NODE,
            Quantity.count(1, 1024, AUTOMATIC),
            0,
            "Number of event loops; 0 is one for each processor.");

    public static final Key<Boolean> ALLOW_OPEN = restart(
            "node.allow_open",
            Layer.NODE,
            Choice.trueOrFalse(),
            false,
            "Serve everybody without credentials on an address that other machines can reach, as long as there are no users.");

    public static final Key<MetricsAccess> METRICS_ACCESS = live(
            "node.metrics_access",
            Layer.NODE,
            Choice.of(MetricsAccess.class),
            MetricsAccess.USERS,
            "Who may read /_metrics once there are users: users and tokens made for it, or everybody.");

    public static final Key<DomainNames> S3_DOMAINS = live(
            "s3.domains",
            Layer.S3,
            new DomainList(),
            new DomainNames(List.of("localhost")),
            "Domains that the name of a bucket may stand before, in the host of a request: photos.localhost.");

    public static final Key<KeysOverHttp> S3_KEYS_OVER_HTTP = live(
            "s3.keys_over_http",
            Layer.S3,
            Choice.of(KeysOverHttp.class),
            KeysOverHttp.LOCAL,
            "From whom keys that clients encrypt objects with (SSE-C) are taken over plain HTTP: from this machine, from"
                    + " nobody, or from all. Over TLS they are always taken.");

    public static final Key<LogLevel> LOG_LEVEL =
            live("log.level", Layer.LOG, Choice.of(LogLevel.class), LogLevel.INFO, "The least severe messages logged.");

    public static final Key<LogFormat> LOG_FORMAT = restart(
            "log.format", Layer.LOG, Choice.of(LogFormat.class), LogFormat.TEXT, "Lines for people, or JSON objects.");

    public static final Key<Path> LOG_ACCESS = live(
            "log.access",
            Layer.LOG,
            new FilePath("off, or a file"),
            Path.of("off"),
            "Where the access log goes; off for none.");

    private static final List<Key<?>> ALL = all();

    /** What two nodes cannot share, or what only one of them has. */
    private static final Set<String> OF_ONE_NODE = Stream.concat(
                    Stream.of(LISTEN, DATA_DIR, DISKS), ClusterKeys.ofOneNode().stream())
            .map(Key::name)
            .collect(Collectors.toUnmodifiableSet());

    private Keys() {}

    /** Every key, in the order of the reference. */
    public static List<Key<?>> list() {
        return ALL;
    }

    /** The key of exactly this name. */
    public static Optional<Key<?>> find(String name) {
        return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
    }

    /** Whether this key means something else on each node, so that it cannot be set for all of them at once. */
    public static boolean belongsToOneNode(String name) {
        return OF_ONE_NODE.contains(name);
    }

    /** Those that must be alike on all nodes of a cluster, since a client may ask any of them. */
    public static List<Key<?>> equalEverywhere() {
        return List.of(DURABILITY, S3_DOMAINS, S3_KEYS_OVER_HTTP);
    }

    private static <T> Key<T> live(String name, Layer layer, ValueType<T> type, T defaultValue, String sentence) {
        return new Key<>(name, layer, type, defaultValue, true, sentence);
    }

    private static <T> Key<T> restart(String name, Layer layer, ValueType<T> type, T defaultValue, String sentence) {
        return new Key<>(name, layer, type, defaultValue, false, sentence);
    }

    private static List<Key<?>> all() {
        List<Key<?>> keys = new ArrayList<>();
        keys.addAll(List.of(LISTEN, TRANSPORT, EVENT_LOOPS, ALLOW_OPEN, METRICS_ACCESS));
        keys.addAll(List.of(SERVER_IDLE_TIME, HEADER_TIMEOUT, MAX_CONNS));
        keys.addAll(List.of(SERVER_MAX_LIFETIME, SERVER_MAX_REQUESTS, DRAIN_TIME));
        keys.addAll(List.of(TLS_CERT_FILE, TLS_KEY_FILE));
        keys.addAll(PEERS.all());
        keys.addAll(BACKENDS.all());
        keys.addAll(List.of(BACKEND_ATTEMPTS, BACKEND_DEADLINE, BACKEND_FAILURES, BACKEND_RECHECK_TIME));
        keys.addAll(List.of(BACKEND_HEDGE_AFTER, BACKEND_CA_FILE));
        keys.addAll(List.of(IDLE_MEMORY, STRICT));
        keys.addAll(List.of(HEARTBEAT_INTERVAL, IDLE_TIMEOUT, CONN_WINDOW, STREAM_WINDOW));
        keys.addAll(List.of(PROTOCOL, KEEPALIVE_ENABLED));
        keys.addAll(List.of(DATA_DIR, DISKS, DURABILITY, INLINE_MAX));
        keys.addAll(CareKeys.all());
        keys.addAll(List.of(BUFFER_BYTES, THREADS));
        keys.addAll(CacheKeys.all());
        keys.addAll(SegmentKeys.all());
        keys.addAll(List.of(LIFECYCLE_INTERVAL, LIFECYCLE_RATE, MASTER_KEY_FILE));
        keys.addAll(BackedKeys.all());
        keys.addAll(ClusterKeys.all());
        keys.addAll(List.of(S3_DOMAINS, S3_KEYS_OVER_HTTP));
        keys.addAll(List.of(LOG_LEVEL, LOG_FORMAT, LOG_ACCESS));
        return List.copyOf(keys);
    }
}
