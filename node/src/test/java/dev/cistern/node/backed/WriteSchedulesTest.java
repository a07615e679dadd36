package dev.cistern.node.backed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.GetCommand;
import dev.cistern.node.store.GetCommand.Form;
import dev.cistern.node.store.GetCommand.Freshness;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads and writes of one object, whose parts at the backend happen in any order: no read shows what was there before a
 * write that was acknowledged when the read began.
 */
final class WriteSchedulesTest {
    private static final ObjectName OBJECT = new ObjectName(BackedStoreUnderTest.WRITTEN, "k");
    private static final int STEPS = 600;
    private static final int IN_FLIGHT_MAX = 12;

    @TempDir
    private Path folder = Path.of("");

    /** @param acknowledged the last write that was acknowledged when it began */
    private record Read(int acknowledged, Future<byte[]> bytes) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void noReadShowsWhatAnAcknowledgedWriteReplaced(long seed) {
        Random random = new Random(seed);
        try (BackedStoreUnderTest under = new BackedStoreUnderTest(folder.resolve("data"), Duration.ofHours(1))) {
            List<Read> reads = new ArrayList<>();
            List<Future<Integer>> writes = new ArrayList<>();
            for (int i = 0; i < STEPS; i++) {
                int chance = random.nextInt(100);
                if (open(reads, writes) < IN_FLIGHT_MAX && chance < 20) {
                    reads.add(read(
                            under, random.nextBoolean() ? Freshness.STORED : Freshness.LATEST, acknowledged(writes)));
                } else if (open(reads, writes) < IN_FLIGHT_MAX && chance < 28) {
                    writes.add(write(under, random));
                } else {
                    step(under, random);
                }
            }
            finish(under, random, reads, writes);
            reads.forEach(read -> check(under, read));
            Read last = read(under, Freshness.STORED, under.scheduled.lastWrite());
            finish(under, random, List.of(last), writes);
            check(under, last);
        }
    }

    private static int open(List<Read> reads, List<Future<Integer>> writes) {
        long open = reads.stream().filter(read -> !read.bytes.isComplete()).count()
                + writes.stream().filter(write -> !write.isComplete()).count();
        return (int) open;
    }

    private static int acknowledged(List<Future<Integer>> writes) {
        return writes.stream()
                .filter(Future::succeeded)
                .mapToInt(Future::result)
                .max()
                .orElse(0);
    }

    private static Read read(BackedStoreUnderTest under, Freshness freshness, int acknowledged) {
        GetCommand command = new GetCommand(OBJECT, Optional.empty(), Conditions.NONE, freshness, Form.BUFFERS);
        return new Read(acknowledged, under.opening(command).compose(under::reading));
    }

    /** The number of the write; for a removal, one that its own is not less than. */
    private static Future<Integer> write(BackedStoreUnderTest under, Random random) {
        int size = Long.BYTES * (1 + random.nextInt(8_000));
        if (random.nextInt(4) == 0) {
            int before = under.scheduled.lastWrite();
            return under.elsewhere(() -> under.store
                    .delete(OBJECT, Conditions.NONE)
                    .map(before + 1)
                    .recover(cause -> Missing.is(cause) ? Future.succeededFuture(before) : Future.failedFuture(cause)));
        }
        PutCommand put = new PutCommand(OBJECT, OptionalLong.of(size), List.of(), Conditions.NONE, Map.of(), Map.of());
        return under.elsewhere(() -> under.store.put(put, new ScriptedBody()).map(ObjectInfo::version))
                .map(Long::intValue);
    }

    private static void step(BackedStoreUnderTest under, Random random) {
        if (under.scheduled.stepsLeft() > 0) {
            under.scheduled.step(random.nextInt(1 << 20));
        }
        if (random.nextInt(8) == 0) {
            under.settle();
        }
    }

    private static void finish(
            BackedStoreUnderTest under, Random random, List<Read> reads, List<Future<Integer>> writes) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (open(reads, writes) > 0) {
            step(under, random);
            under.settle();
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(open(reads, writes) + " requests hang");
            }
        }
    }

    private static void check(BackedStoreUnderTest under, Read read) {
        if (read.bytes.succeeded()) {
            assertThat(ScheduledBackend.writeOf(read.bytes.result())).isGreaterThanOrEqualTo(read.acknowledged);
            return;
        }
        assertThat(read.bytes.cause()).isInstanceOfSatisfying(StoreException.class, failed -> assertThat(failed.code())
                .as(String.valueOf(failed.getMessage()))
                .isEqualTo(Code.NO_SUCH_OBJECT));
        assertThat(under.scheduled.wasMissingSince(read.acknowledged))
                .as("missing, although write %d was acknowledged", read.acknowledged)
                .isTrue();
    }
}
