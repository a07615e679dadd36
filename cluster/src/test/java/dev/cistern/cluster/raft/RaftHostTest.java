package dev.cistern.cluster.raft;

import static dev.cistern.cluster.raft.Server.GROUP;
import static dev.cistern.cluster.raft.Server.OTHER_GROUP;
import static dev.cistern.cluster.raft.Waiting.failure;
import static dev.cistern.cluster.raft.Waiting.get;
import static dev.cistern.cluster.raft.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real servers on loopback. */
final class RaftHostTest {
    private static final RaftOptions.Pace HASTY = new RaftOptions.Pace(Duration.ofMillis(100), Duration.ofMillis(200));

    private final Vertx vertx = Vertx.vertx();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @AfterEach
    void close() {
        get(vertx.close());
    }

    private static void add(Server leader, long number) {
        until("a command is taken", () -> leader.replica().standing().isLeader());
        assertThat(SumState.number(get(leader.replica().submit(SumState.bytes(number)))))
                .isPositive();
    }

    private static boolean isDone(Future<Void> future) {
        return get(future.transform(done -> Future.succeededFuture(done.succeeded())));
    }

    /** Who leads may lose its lead to another meanwhile. */
    private static boolean leads(Server next, List<Server> others) {
        return others.stream()
                .filter(Server::isLeader)
                .anyMatch(
                        leader -> isDone(leader.replica().transferLeadership(next.self.id(), Duration.ofSeconds(10))));
    }

    @Test
    void aLoneServerFoundsAGroupAndGoesOnAfterARestart() throws Exception {
        try (Server alone = new Server(vertx, folder, "a")) {
            alone.found(GROUP);
            add(alone, 2);
            add(alone, 3);

            alone.restart();
            until("it leads again", alone::isLeader);
            add(alone, 4);

            assertThat(alone.state().sum()).isEqualTo(9);
        }
    }

    @Test
    void severalGroupsOfOneServerDoNotMix() throws Exception {
        try (Server alone = new Server(vertx, folder, "a")) {
            alone.found(GROUP);
            Replica other = alone.found(OTHER_GROUP);
            add(alone, 2);
            until("the other group is led", () -> other.standing().isLeader());
            assertThat(SumState.number(get(other.submit(SumState.bytes(7))))).isEqualTo(7);

            alone.restart();
            until(
                    "both are there again",
                    () -> alone.state().sum() == 2 && alone.otherState().sum() == 7);
        }
    }

    @Test
    void aGroupGrowsAndShrinksAndFollowersCatchUpFromASnapshot() throws Exception {
        try (Server a = new Server(vertx, folder, "a");
                Server b = new Server(vertx, folder, "b");
                Server c = new Server(vertx, folder, "c")) {
            a.found(GROUP);
            until("it leads", a::isLeader);
            for (int batch = 0; batch < 11; batch++) {
                get(Future.all(Stream.generate(() -> a.replica().submit(SumState.bytes(1)))
                        .limit(100)
                        .toList()));
            }
            get(a.replica().snapshot(Duration.ofSeconds(30)));
            b.waitToBeTakenIn(GROUP);
            c.waitToBeTakenIn(GROUP);
            get(a.replica().setPeers(List.of(a.self, b.self)));
            get(a.replica().setPeers(List.of(a.self, b.self, c.self)));
            get(a.replica().setPeers(List.of(a.self, b.self, c.self)));
            add(a, 1);
            until("all know it", () -> b.state().sum() == 1_101 && c.state().sum() == 1_101);
            assertThat(b.state().loads() + c.state().loads()).isPositive();

            assertThat(failure(b.replica().submit(SumState.bytes(1))))
                    .isInstanceOfSatisfying(NotLeaderException.class, elsewhere -> assertThat(elsewhere.leader())
                            .isEqualTo("a"));
            until(
                    "b leads, and the others are out",
                    () -> (b.isLeader() || leads(b, List.of(a, c)))
                            && isDone(b.replica().setPeers(List.of(b.self))));
            add(b, 1);
            assertThat(b.replica().peers()).containsExactly(b.self);
        }
    }

    @Test
    void whoCouldTakeOverAnswersAndLacksLittle() throws Exception {
        try (Server a = new Server(vertx, folder, "a");
                Server b = new Server(vertx, folder, "b");
                Server c = new Server(vertx, folder, "c")) {
            a.found(GROUP);
            until("it leads", a::isLeader);
            assertThat(a.replica().successors()).isEmpty();
            b.waitToBeTakenIn(GROUP);
            c.waitToBeTakenIn(GROUP);
            get(a.replica().setPeers(List.of(a.self, b.self)));
            get(a.replica().setPeers(List.of(a.self, b.self, c.self)));
            until("both could", () -> Set.copyOf(a.replica().successors()).equals(Set.of("b", "c")));
            assertThat(b.replica().successors()).isEmpty();

            b.stop();
            until("one could", () -> a.replica().successors().equals(List.of("c")));
        }
    }

    @Test
    void aMinorityTakesNothingAndOthersGoOn() throws Exception {
        try (Server a = new Server(vertx, folder, "a");
                Server b = new Server(vertx, folder, "b");
                Server c = new Server(vertx, folder, "c")) {
            a.found(GROUP);
            until("it leads", a::isLeader);
            b.waitToBeTakenIn(GROUP);
            c.waitToBeTakenIn(GROUP);
            get(a.replica().setPeers(List.of(a.self, b.self)));
            get(a.replica().setPeers(List.of(a.self, b.self, c.self)));
            add(a, 5);
            a.stop();
            until("another leads", () -> b.isLeader() || c.isLeader());
            Server leader = b.isLeader() ? b : c;
            add(leader, 6);
            (leader == b ? c : b).stop();
            until("it gives up", () -> !leader.isLeader());
            assertThat(failure(leader.replica().submit(SumState.bytes(1)))).isInstanceOf(NotLeaderException.class);

            a.restart();
            until("it caught up", () -> a.state().sum() == 11);
        }
    }

    /** gRPC alone would try it eighteen times in more than a minute and a half. */
    @Test
    @Timeout(60)
    void aPeerThatIsBackIsTriedAtOnceHoweverOftenItCouldNotBeReached() throws Exception {
        try (Server a = new Server(vertx, folder, "a", null, HASTY);
                Server b = new Server(vertx, folder, "b", null, HASTY)) {
            a.found(GROUP);
            until("it leads", a::isLeader);
            b.waitToBeTakenIn(GROUP);
            until("b is in", () -> isDone(a.replica().setPeers(List.of(a.self, b.self))));
            b.stop();
            until("it asks for votes", () -> !a.isLeader());
            try (ServerSocket closing = new ServerSocket(b.port(), 50, InetAddress.getByName(b.host()))) {
                for (int tries = 0; tries < 18; tries++) {
                    get(a.returned(b));
                    closing.accept().close();
                }
            }
        }
    }
}
