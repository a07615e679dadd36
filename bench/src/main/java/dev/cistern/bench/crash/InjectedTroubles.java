package dev.cistern.bench.crash;

import dev.cistern.bench.crash.FileFaults.Errno;
import dev.cistern.bench.crash.FileFaults.Operation;
import dev.cistern.bench.crash.FileFaults.Rule;
import dev.cistern.bench.crash.Trouble.Expected;
import dev.cistern.bench.crash.Trouble.Happening;
import dev.cistern.bench.node.NodeLaunch;
import dev.cistern.bench.node.NodeProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads, writes and syncs of a node's files that fail. Each node has a folder of its own. Used by one thread. */
final class InjectedTroubles {
    private static final String NO_SPACE = "507 NO_SPACE";
    private static final String FAILED = "503 DISK_FAILED";
    private static final long IN_THE_MIDDLE = 3;
    static final String IN_SEGMENTS = "store.segment_max=1MiB";

    private final FileFaults faults;
    private final Path root;
    private final List<Trouble> all = new ArrayList<>();

    private InjectedTroubles(FileFaults faults, Path root) {
        this.faults = faults;
        this.root = root;
    }

    /** @param root as of the faults */
    static List<Trouble> all(FileFaults faults, Path root) throws IOException {
        InjectedTroubles troubles = new InjectedTroubles(faults, root);
        troubles.syncs();
        troubles.segments();
        troubles.writes();
        troubles.reads();
        return List.copyOf(troubles.all);
    }

    private void syncs() throws IOException {
        Path bodies = node("sync-bodies");
        add(
                "a sync of bodies fails once",
                bodies,
                Rule.once(Operation.SYNC, Errno.EIO, bodies.resolve("blobs")),
                Expected.someWrites(FAILED));
        Path records = node("sync-records");
        add(
                "a sync of records fails once",
                records,
                Rule.once(Operation.SYNC, Errno.EIO, records.resolve("records")),
                Expected.someWrites(FAILED));
        Path log = node("sync-log");
        add(
                "all syncs of records fail",
                log,
                Rule.always(Operation.SYNC, Errno.EIO, log.resolve("records")),
                Expected.nothing(FAILED));
        Path syncs = node("syncs");
        add("all syncs fail", syncs, Rule.always(Operation.SYNC, Errno.EIO, syncs), Expected.noWrites(FAILED));
        Path data = node("syncs-first");
        Path further = node("syncs-further");
        add(
                "all syncs of a further disk fail",
                NodeLaunch.in(data).with("store.disks=" + further),
                Rule.always(Operation.SYNC, Errno.EIO, further),
                Expected.someWrites(FAILED));
    }

    private void writes() throws IOException {
        Path bodies = node("write-bodies");
        add(
                "writes of bodies fail",
                bodies,
                Rule.always(Operation.WRITE, Errno.EIO, bodies.resolve("blobs")).after(IN_THE_MIDDLE),
                Expected.noWrites(FAILED));
        Path full = node("full-bodies");
        add(
                "no room in the middle of bodies",
                full,
                Rule.always(Operation.WRITE, Errno.ENOSPC, full.resolve("blobs"))
                        .after(IN_THE_MIDDLE),
                Expected.someWrites(NO_SPACE));
        Path records = node("write-records");
        add(
                "writes of records fail",
                records,
                Rule.always(Operation.WRITE, Errno.EIO, records.resolve("records")),
                Expected.nothing(FAILED));
        Path all = node("writes");
        add("all writes fail", all, Rule.always(Operation.WRITE, Errno.EIO, all), Expected.noWrites(FAILED));
        Path none = node("no-room");
        add(
                "no room for anything",
                none,
                Rule.always(Operation.WRITE, Errno.ENOSPC, none),
                Expected.noWrites(NO_SPACE));
    }

    private void segments() throws IOException {
        Path syncs = node("sync-segments");
        add(
                "a sync of segments fails once",
                NodeLaunch.in(syncs).with(IN_SEGMENTS),
                Rule.once(Operation.SYNC, Errno.EIO, syncs.resolve("segments")),
                Expected.someWrites(FAILED));
        Path index = node("write-index");
        add(
                "a write of the index of segments fails once",
                NodeLaunch.in(index).with(IN_SEGMENTS),
                Rule.once(Operation.WRITE, Errno.EIO, index.resolve("segments/index")),
                Expected.someWrites(FAILED));
    }

    private void reads() throws IOException {
        Path bodies = node("read-bodies");
        add(
                "reads of bodies fail",
                bodies,
                Rule.always(Operation.READ, Errno.EIO, bodies.resolve("blobs")),
                Expected.some(FAILED));
        Path records = node("read-records");
        Rule rule = Rule.always(Operation.READ, Errno.EIO, records.resolve("records"));
        NodeLaunch launch = NodeLaunch.in(records).with("store.cache_bytes=1MiB");
        Injected happening = new Injected(faults, rule, true);
        all.add(new Trouble("reads of records fail", faults.under(launch), happening, Expected.any(FAILED)));
    }

    private Path node(String name) throws IOException {
        return Files.createDirectories(root.resolve(name));
    }

    private void add(String name, Path data, Rule rule, Expected expected) {
        add(name, NodeLaunch.in(data), rule, expected);
    }

    private void add(String name, NodeLaunch launch, Rule rule, Expected expected) {
        all.add(new Trouble(name, faults.under(launch), new Injected(faults, rule, false), expected));
    }

    private static final class Injected implements Happening {
        private final FileFaults faults;
        private final Rule rule;
        private final boolean isForColdNode;
        private long before;

        Injected(FileFaults faults, Rule rule, boolean isForColdNode) {
            this.faults = faults;
            this.rule = rule;
            this.isForColdNode = isForColdNode;
        }

        @Override
        public boolean isForColdNode() {
            return isForColdNode;
        }

        @Override
        public boolean begin(NodeProcess node) throws IOException {
            before = faults.failed();
            faults.begin(rule);
            return true;
        }

        @Override
        public void end() {
            faults.end();
        }

        @Override
        public boolean isFelt(long refusals) {
            return faults.failed() > before && refusals > 0;
        }
    }
}
