package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ProposalBatchesTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<Promise<Long>> log = Collections.synchronizedList(new ArrayList<>());
    private final List<String> sent = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch second = new CountDownLatch(2);
    private final ProposalBatches<Named> batches = new ProposalBatches<>(vertx, this::propose, (together, index) -> {
        sent.add(String.join(" ", together.stream().map(Named::name).toList()));
        second.countDown();
    });

    private record Named(String name, int bytes, boolean isAlone, boolean isWanted) implements ProposalBatches.Member {
        static Named of(String name) {
            return new Named(name, 10, false, true);
        }

        @Override
        public byte[] command() {
            byte[] command = new byte[bytes];
            System.arraycopy(name.getBytes(StandardCharsets.US_ASCII), 0, command, 0, name.length());
            return command;
        }

        @Override
        public boolean begin() {
            return isWanted;
        }
    }

    @AfterEach
    void close() {
        StoreUnderTest.await(vertx.close());
    }

    private Future<Long> propose(byte[] entry) {
        Promise<Long> index = Promise.promise();
        log.add(index);
        return index.future();
    }

    private void add(Named... members) {
        List.of(members).forEach(batches::add);
    }

    @Test
    void oneGoesAtOnceAndThoseThatComeMeanwhileGoTogether() {
        add(Named.of("a"), Named.of("b"), Named.of("c"));
        assertThat(sent).containsExactly("a");

        log.get(0).complete(1L);

        assertThat(sent).containsExactly("a", "b c");
        add(Named.of("d"));
        assertThat(sent).hasSize(2);
    }

    @Test
    void whatFailsMakesRoomAsWell() {
        add(Named.of("a"), Named.of("b"));

        log.get(0).fail("there is no leader");

        assertThat(sent).containsExactly("a", "b");
    }

    @Test
    void aLogThatRefusesAtOnceHoldsNothingUp() {
        List<String> refused = new ArrayList<>();
        ProposalBatches<Named> refusing = new ProposalBatches<>(
                vertx,
                entry -> Future.failedFuture("no"),
                (together, index) -> together.forEach(member -> refused.add(member.name())));
        for (int i = 0; i < 10; i++) {
            refusing.add(Named.of("n" + i));
        }

        assertThat(refused).hasSize(10);
    }

    @Test
    void aLogThatThrowsHoldsNothingUp() {
        List<String> failed = new ArrayList<>();
        ProposalBatches<Named> throwing = new ProposalBatches<>(
                vertx,
                entry -> {
                    throw new IllegalStateException("of a test");
                },
                (together, index) -> index.onFailure(cause -> together.forEach(member -> failed.add(member.name()))));
        throwing.add(Named.of("a"));
        throwing.add(Named.of("b"));

        assertThat(failed).containsExactly("a", "b");
    }

    @Test
    void whatMustBeAloneSharesNoEntry() {
        add(
                Named.of("a"),
                Named.of("b"),
                new Named("x", 10, true, true),
                new Named("y", 10, true, true),
                Named.of("c"));

        for (int i = 0; i < 4; i++) {
            log.get(i).complete(1L);
        }

        assertThat(sent).containsExactly("a", "b", "x", "y", "c");
    }

    @Test
    void anEntryIsLimitedInCommandsAndInBytes() {
        add(Named.of("a"));
        for (int i = 0; i <= ProposalBatches.MOST_COMMANDS; i++) {
            add(Named.of("n" + i));
        }
        int half = ProposalBatches.MOST_BYTES / 2;
        add(new Named("p", half, false, true), new Named("q", half, false, true), new Named("r", half, false, true));

        for (int i = 0; i < 3; i++) {
            log.get(i).complete(1L);
        }

        assertThat(sent.get(1)).endsWith(" n63");
        assertThat(sent.get(2)).isEqualTo("n64 p");
        assertThat(sent.get(3)).isEqualTo("q r");
    }

    @Test
    void oneThatIsLargerThanAnEntryGoesNevertheless() {
        add(new Named("huge", 2 * ProposalBatches.MOST_BYTES, false, true));

        assertThat(sent).containsExactly("huge");
    }

    @Test
    void whoNeedNotGoAnyMoreDoesNot() {
        add(Named.of("a"), new Named("gone", 10, false, false), Named.of("b"));

        log.get(0).complete(1L);

        assertThat(sent).containsExactly("a", "b");
    }

    @Test
    void anEntryThatTakesLongHoldsUpNobody() throws InterruptedException {
        add(Named.of("a"), Named.of("b"));

        assertThat(second.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(sent).containsExactly("a", "b");
    }
}
