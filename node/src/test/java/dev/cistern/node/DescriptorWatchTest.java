package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gives up connections when descriptors run short, with a count that is none. */
final class DescriptorWatchTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong open = new AtomicLong();
    private final List<String> asked = new ArrayList<>();
    private final List<Boolean> counted = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws InterruptedException, TimeoutException, ExecutionException {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private DescriptorWatch.Layer layer(String name, int idle) {
        return new DescriptorWatch.Layer(name, most -> {
            asked.add(name + " " + most);
            return Future.succeededFuture(Math.min(most, idle));
        });
    }

    private DescriptorWatch watch(int ofBackends, int ofPeers, int ofClients) {
        return new DescriptorWatch(
                vertx,
                () -> {
                    counted.add(io.vertx.core.Context.isOnWorkerThread());
                    return open.get();
                },
                1_000,
                List.of(layer("backends", ofBackends), layer("peers", ofPeers), layer("clients", ofClients)));
    }

    @Test
    void nobodyIsAskedWhileThereAreEnough() throws Exception {
        open.set(900);
        DescriptorWatch watch = watch(10, 10, 10);
        assertThat(await(watch.look())).isZero();
        assertThat(asked).isEmpty();
        assertThat(watch.figures()).isEqualTo(new DescriptorFigures(900, 1_000, 0, false));
    }

    @Test
    void backendsGiveFirstThenPeersThenClientsAndEachOnlyWhatIsStillMissing() throws Exception {
        open.set(950);
        DescriptorWatch watch = watch(30, 20, 1_000);
        assertThat(await(watch.look())).isEqualTo(100);
        assertThat(asked).containsExactly("backends 100", "peers 70", "clients 50");
        assertThat(watch.figures()).isEqualTo(new DescriptorFigures(950, 1_000, 100, true));
        open.set(850);
        assertThat(await(watch.look())).isZero();
        assertThat(watch.figures()).isEqualTo(new DescriptorFigures(850, 1_000, 100, false));
    }

    @Test
    void clientsAreNotAskedWhenBackendsHaveEnough() throws Exception {
        open.set(910);
        assertThat(await(watch(500, 500, 500).look())).isEqualTo(60);
        assertThat(asked).containsExactly("backends 60");
    }

    @Test
    void countingIsDoneOnAWorker() throws Exception {
        assertThat(await(watch(0, 0, 0).look())).isZero();
        assertThat(counted).containsExactly(true);
    }

    @Test
    void aLookThatTookLongIsRarer() {
        assertThat(DescriptorWatch.pause(0)).isEqualTo(1_000);
        assertThat(DescriptorWatch.pause(9_999_999)).isEqualTo(1_000);
        assertThat(DescriptorWatch.pause(30_000_000)).isEqualTo(3_000);
        assertThat(DescriptorWatch.pause(400_000_000)).isEqualTo(5_000);
    }

    @Test
    void whatIsOpenIsCounted() {
        assertThat(FileDescriptors.open()).isPositive().isLessThanOrEqualTo(FileDescriptors.limit());
    }
}
