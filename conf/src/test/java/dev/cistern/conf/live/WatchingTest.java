package dev.cistern.conf.live;

import static dev.cistern.conf.live.ServiceCase.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.load.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchingTest {
    private static final String MAX_CONNS = "net.http.max_conns";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final BlockingQueue<Integer> seen = new ArrayBlockingQueue<>(100);

    private ServiceCase watching(Path... files) {
        ServiceCase node = new ServiceCase(folder.resolve("state"), files);
        Runnable unused = node.service.subscribe((before, now) -> {
            boolean fits = seen.offer(now.server().maxConns());
            return Future.succeededFuture(Map.of("seen", fits ? 1L : 0L));
        });
        return node;
    }

    private static String maxConns(int value) {
        return MAX_CONNS + ": " + value + "\n";
    }

    private Integer next() throws InterruptedException {
        return seen.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void editInPlaceAndRenameAreNoticed() throws Exception {
        Path file = Files.writeString(folder.resolve("cistern.yaml"), maxConns(100));
        try (ServiceCase node = watching(file)) {
            assertThat(node.effective(MAX_CONNS)).isEqualTo("100");

            Files.writeString(file, maxConns(200));
            assertThat(next()).isEqualTo(200);

            Path other = Files.writeString(folder.resolve("new"), maxConns(300));
            Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
            assertThat(next()).isEqualTo(300);

            assertThat(node.set("net.http.max_waiters", "5").revision()).isEqualTo(3);
            assertThat(node.service.history().get(0).source()).isEqualTo(ChangeSource.FILE);
            assertThat(node.service.history().get(0).who()).isEqualTo(file.toString());
        }
    }

    @Test
    void symlinkSwapOfAMountedConfigMapIsNoticed() throws Exception {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        Path first = Files.createDirectory(mount.resolve("..2026_01"));
        Path second = Files.createDirectory(mount.resolve("..2026_02"));
        Files.writeString(first.resolve("cistern.yaml"), maxConns(100));
        Files.writeString(second.resolve("cistern.yaml"), maxConns(200));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(mount.resolve("cistern.yaml"), Path.of("..data", "cistern.yaml"));
        try (ServiceCase node = watching(mount)) {
            assertThat(node.effective(MAX_CONNS)).isEqualTo("100");

            Path swapped = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_02"));
            Files.move(swapped, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            assertThat(next()).isEqualTo(200);
            assertThat(node.effective(MAX_CONNS)).isEqualTo("200");
        }
    }

    @Test
    void badFileChangesNothingUntilItIsGoodAgain() throws Exception {
        Path file = Files.writeString(folder.resolve("cistern.yaml"), maxConns(100));
        try (ServiceCase node = watching(file)) {
            Promise<List<Problem>> rejected = Promise.promise();
            Promise<Boolean> accepted = Promise.promise();
            Runnable unused = node.service.onRejection(new RejectionListener() {
                @Override
                public void rejected(List<Problem> problems) {
                    rejected.tryComplete(problems);
                }

                @Override
                public void accepted() {
                    accepted.tryComplete(true);
                }
            });

            Files.writeString(file, "net.http.max_conns: 0\nnet.http.max_con: 5\n");

            assertThat(get(rejected.future()))
                    .extracting(Problem::source)
                    .containsExactly(file + ":1:21", file + ":2:19");
            assertThat(node.service.problems()).hasSize(2);
            assertThat(node.service.rejections()).isEqualTo(1);
            assertThat(node.effective(MAX_CONNS)).isEqualTo("100");
            assertThat(node.set("net.http.max_waiters", "5").warnings()).isEmpty();
            assertThat(next()).isEqualTo(100);

            Files.writeString(file, maxConns(200));
            assertThat(next()).isEqualTo(200);
            assertThat(get(accepted.future())).isTrue();
            assertThat(node.service.problems()).isEmpty();
        }
    }

    @Test
    void fileThatIsGoneOrEmptyIsAProblemAndChangesNothing() throws Exception {
        Path file = Files.writeString(folder.resolve("cistern.yaml"), maxConns(100));
        try (ServiceCase node = watching(file)) {
            BlockingQueue<String> reasons = new ArrayBlockingQueue<>(10);
            Runnable unused = node.service.onRejection(new RejectionListener() {
                @Override
                public void rejected(List<Problem> problems) {
                    reasons.add(problems.get(0).reason());
                }

                @Override
                public void accepted() {
                    reasons.add("accepted");
                }
            });

            Files.delete(file);
            assertThat(reasons.poll(30, TimeUnit.SECONDS)).isEqualTo("no such file");
            Files.writeString(file, "");
            assertThat(reasons.poll(30, TimeUnit.SECONDS)).isEqualTo("the file is empty");
            Files.writeString(file, maxConns(100));
            assertThat(reasons.poll(30, TimeUnit.SECONDS)).isEqualTo("accepted");

            assertThat(node.effective(MAX_CONNS)).isEqualTo("100");
            assertThat(node.service.history()).isEmpty();
        }
    }
}
