package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.CopyingNode;
import dev.cistern.node.engine.IncomingBlob;
import dev.cistern.node.engine.PlacedBlob;
import dev.cistern.node.engine.StoreUnderTest;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Stores that bring each other copies over real sockets, the parts that look after these, and a clock that stands still. */
final class CopiesUnderTest implements AutoCloseable {
    /** As long as it takes to be stored in a file. */
    static final int LENGTH = 100_000;

    final List<CopyingNode> nodes = new ArrayList<>();
    final AtomicLong nanos = new AtomicLong();
    final RepairTally tally = new RepairTally(nanos::get);

    CopiesUnderTest(Path folder, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            nodes.add(new CopyingNode(i, Files.createDirectories(folder.resolve("n" + i)), null));
        }
        CopyingNode.join(nodes);
    }

    void pass(Duration time) {
        long unused = nanos.addAndGet(time.toNanos());
    }

    StoreUnderTest store(int node) {
        return nodes.get(node).store;
    }

    Fellowship known(int node) {
        return Objects.requireNonNull(nodes.get(node).fellowship.get());
    }

    /** How a node sees one of the members from now on. */
    void seen(int by, int member, UnaryOperator<Fellow> as) {
        Fellowship known = known(by);
        List<Fellow> members = known.members().stream()
                .map(one -> one.number() == member ? as.apply(one) : one)
                .toList();
        nodes.get(by).fellowship.set(new Fellowship(known.cluster(), known.self(), members));
    }

    /** On its way out. */
    static Fellow leaving(Fellow one) {
        return new Fellow(one.number(), one.name(), one.url(), one.zone(), one.weight(), false, one.near());
    }

    /** Not heard of for a while. */
    static Fellow away(Fellow one) {
        return new Fellow(one.number(), one.name(), one.url(), one.zone(), one.weight(), one.stays(), false);
    }

    /** Heard of again. */
    static Fellow near(Fellow one) {
        return new Fellow(one.number(), one.name(), one.url(), one.zone(), one.weight(), one.stays(), true);
    }

    /** A member is none any more. */
    void gone(int by, int member) {
        Fellowship known = known(by);
        nodes.get(by)
                .fellowship
                .set(new Fellowship(
                        known.cluster(),
                        known.self(),
                        known.members().stream()
                                .filter(one -> one.number() != member)
                                .toList()));
    }

    ClusterCopies copies(int node) {
        return copies(node, () -> known(node));
    }

    ClusterCopies copies(int node, Supplier<Fellowship> members) {
        return nodes.get(node).copies(members);
    }

    Repair.Stores stores(int node) {
        return new Repair.Stores(
                store(node).engine().blobs().local(),
                store(node).engine().blobs().placed());
    }

    Strays strays(int node, Supplier<Fellowship> members, Duration quarantine) {
        return new Strays(copies(node, members), stores(node), tally, quarantine, nanos::get);
    }

    CopyCare care(int node, ClusterCopies among) {
        Pace pace = new Pace(store(node).vertx, () -> Long.MAX_VALUE, nanos::get);
        return new CopyCare(among, stores(node), new Fetch(among, stores(node).blobs(), pace), tally);
    }

    /** What a node's records say of the blob that was put last. */
    PlacedBlob newest(int node) {
        List<PlacedBlob> blobs =
                StoreUnderTest.await(stores(node).placed().after(0, 100)).blobs();
        return blobs.get(blobs.size() - 1);
    }

    /** Has a node's record of that blob say that it lies there. */
    void note(int node, Collection<Integer> places) {
        if (!StoreUnderTest.await(stores(node).placed().move(newest(node), places))) {
            throw new AssertionError("the places have changed meanwhile");
        }
    }

    /** Puts an object that is stored in a file, and on this node alone. */
    void put(int node, String key) {
        Fellowship known = known(node);
        nodes.get(node)
                .fellowship
                .set(new Fellowship(
                        known.cluster(), node, List.of(known.member(node).orElseThrow())));
        store(node).put(key, body(key));
        nodes.get(node).fellowship.set(known);
    }

    static byte[] body(String key) {
        return StoreUnderTest.bytes(LENGTH, key.hashCode());
    }

    /** Gives a node a copy of what was put under a key. */
    void give(int node, long blob, String key) {
        IncomingBlob copy = stores(node).blobs().receive(blob, bytes -> {});
        StoreUnderTest.await(copy.write(List.of(Buffer.buffer(body(key)))));
        StoreUnderTest.await(copy.finishVerified(LENGTH));
    }

    /** Whether a node has the only blob, once what was to be deleted is. */
    boolean hasFile(int node) throws IOException {
        store(node).settle();
        return !nodes.get(node).files().isEmpty();
    }

    @Override
    public void close() {
        nodes.forEach(CopyingNode::close);
    }
}
