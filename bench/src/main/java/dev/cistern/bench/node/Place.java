package dev.cistern.bench.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a node runs.
 *
 * @param host the address that it listens on
 * @param prefix what goes before its command line
 */
record Place(String host, List<String> prefix) {
    /** On this machine. */
    static final Place HERE = new Place("127.0.0.1", List.of());

    /** In a mount namespace of its own, so that nobody else sees it. */
    private static final String WITH_RESOLVER = "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"";

    static Place on(Subnet.Host host) {
        return new Place(host.address(), host.prefix());
    }

    /** The same with another {@code /etc/resolv.conf}. */
    Place resolvingBy(Path file) {
        return startedBy(List.of("unshare", "--mount", "sh", "-c", WITH_RESOLVER, file.toString()));
    }

    /** The same with more words before the command line. */
    Place startedBy(List<String> more) {
        List<String> words = new ArrayList<>(prefix);
        words.addAll(more);
        return new Place(host, List.copyOf(words));
    }
}
