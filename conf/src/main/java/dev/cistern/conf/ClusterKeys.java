package dev.cistern.conf;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys of {@code cluster}; each but the rate of repair belongs to one node. */
public final class ClusterKeys {
    private static final String AUTO = "auto";
    private static final Path OFF = Path.of("off");

    public static final Key<String> NAME = key(
            "cluster.name",
            Word.name("auto, or "),
            AUTO,
            "Name of the node among its peers, which it keeps when its disk is replaced: a node with an empty folder and"
                    + " the name of a member that is gone takes that member's place. auto is the id that its data folder has.");

    public static final Key<Addresses> JOIN = key(
            "cluster.join",
            new AddressList(),
            new Addresses(List.of()),
            "Members of a cluster to ask to be let in, by the addresses that clients use; one of them is enough. Asked once:"
                    + " what a node belongs to is remembered in its data folder.");

    public static final Key<ListenAddress> LISTEN = key(
            "cluster.listen",
            new HostAndPort(),
            new ListenAddress("127.0.0.1", 0),
            "Where members reach each other to agree (Raft), once there is more than one; port 0 takes a free one and"
                    + " keeps it. Another address than that of this machine alone needs cluster.tls_cert_file,"
                    + " cluster.tls_key_file and cluster.tls_ca_file.");

    public static final Key<String> ADVERTISE = key(
            "cluster.advertise",
            Word.host(),
            AUTO,
            "Host by which the other members reach this one, on the ports of node.listen and cluster.listen; auto is the"
                    + " hosts that these name.");

    public static final Key<Path> SECRET_FILE = key(
            "cluster.secret_file",
            new FilePath("off, or a file"),
            OFF,
            "File with what the members know each other by: a secret a line, at least 16 bytes each. A node speaks with the"
                    + " first and believes all of them. off lets in only who is on this machine. What is in the file is live.");

    public static final Key<String> ZONE = key(
            "cluster.zone",
            Word.name(""),
            "default",
            "What fails together with this node: a rack, a room, a building.");

    public static final Key<Integer> WEIGHT = key(
            "cluster.weight",
            Quantity.count(1, 10_000, ZeroRule.PLAIN),
            100,
            "This node's share of what will be spread over the nodes, 100 for a whole one.");

    public static final Key<Path> TLS_CERT_FILE = key(
            "cluster.tls_cert_file",
            new FilePath("off, or a PEM file"),
            OFF,
            "Certificates that this node shows to other members on cluster.listen, its own first, valid for the host that it"
                    + " advertises. What is in the three files is live.");

    public static final Key<Path> TLS_KEY_FILE = key(
            "cluster.tls_key_file",
            new FilePath("off, or a PEM file"),
            OFF,
            "Private key of that certificate, not encrypted.");

    public static final Key<Path> TLS_CA_FILE = key(
            "cluster.tls_ca_file",
            new FilePath("off, or a PEM file"),
            OFF,
            "Roots to believe about other members, and nobody else's.");

    public static final Key<Long> REPAIR_RATE = new Key<>(
            "cluster.repair_rate",
            Layer.CLUSTER,
            Quantity.size(1 << 20, 1L << 40),
            64L << 20,
            true,
            "Most bytes of missing copies that a node fetches in a second, each copy counted as 16 KiB more than it has. It"
                    + " fetches fewer, at least a sixteenth of it, while one in a hundred of its clients' small requests takes more than twice"
                    + " as long as when nothing is fetched.");

    private ClusterKeys() {}

    private static <T> Key<T> key(String name, ValueType<T> type, T defaultValue, String sentence) {
        return new Key<>(name, Layer.CLUSTER, type, defaultValue, false, sentence);
    }

    static List<Key<?>> all() {
        return List.of(
                NAME,
                JOIN,
                LISTEN,
                ADVERTISE,
                SECRET_FILE,
                ZONE,
                WEIGHT,
                TLS_CERT_FILE,
                TLS_KEY_FILE,
                TLS_CA_FILE,
                REPAIR_RATE);
    }

    /** What two nodes cannot share, or what only one of them has. */
    static List<Key<?>> ofOneNode() {
        return all().stream().filter(key -> !key.equals(REPAIR_RATE)).toList();
    }

    static ClusterSettings settings(KeyValues values) {
        return new ClusterSettings(
                unlessAuto(values.get(NAME)),
                values.get(JOIN).list(),
                values.get(LISTEN),
                unlessAuto(values.get(ADVERTISE)),
                unlessOff(values.get(SECRET_FILE)),
                values.get(ZONE),
                values.get(WEIGHT),
                tls(values),
                values.get(REPAIR_RATE));
    }

    /** Nothing unless all three are named. */
    private static ClusterSettings.@Nullable Tls tls(KeyValues values) {
        Path cert = unlessOff(values.get(TLS_CERT_FILE));
        Path key = unlessOff(values.get(TLS_KEY_FILE));
        Path roots = unlessOff(values.get(TLS_CA_FILE));
        return cert == null || key == null || roots == null ? null : new ClusterSettings.Tls(cert, key, roots);
    }

    private static @Nullable String unlessAuto(String value) {
        return value.equals(AUTO) ? null : value;
    }

    private static @Nullable Path unlessOff(Path value) {
        return value.equals(OFF) ? null : value;
    }
}
