package dev.cistern.conf.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.TlsSettings;
import dev.cistern.conf.load.Problem;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files by which members know each other, replaced while the service runs. */
class ClusterFilesTest {
    private static final String OLD = "the old secret, long enough";
    private static final String NEW = "the new secret, long enough";

    private static @Nullable PemPair first;
    private static @Nullable PemPair second;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    private final BlockingQueue<TlsSettings> told = new ArrayBlockingQueue<>(100);
    private final BlockingQueue<List<Problem>> rejected = new ArrayBlockingQueue<>(100);

    @BeforeAll
    static void makeCertificates(@TempDir Path made) throws Exception {
        first = PemPair.make(made, "first");
        second = PemPair.make(made, "second");
    }

    private static PemPair first() {
        return Objects.requireNonNull(first);
    }

    private static PemPair second() {
        return Objects.requireNonNull(second);
    }

    @BeforeEach
    void write() throws IOException {
        first().writeTo(folder);
        Files.writeString(folder.resolve("ca.pem"), first().certificate());
        Files.writeString(folder.resolve("secret"), OLD);
        first().writeTo(Files.createDirectory(folder.resolve("clients")));
    }

    private ServiceCase member() throws IOException {
        Path clients = folder.resolve("clients");
        String yaml = "cluster.tls_cert_file: " + folder.resolve("tls.crt") + "\ncluster.tls_key_file: "
                + folder.resolve("tls.key") + "\ncluster.tls_ca_file: " + folder.resolve("ca.pem")
                + "\ncluster.secret_file: " + folder.resolve("secret") + "\nnet.http.tls_cert_file: "
                + clients.resolve("tls.crt") + "\nnet.http.tls_key_file: " + clients.resolve("tls.key") + "\n";
        ServiceCase member =
                new ServiceCase(folder.resolve("state"), Files.writeString(folder.resolve("cistern.yaml"), yaml));
        Runnable listener = member.service.subscribe((before, now) -> {
            told.add(now.tls());
            return Future.succeededFuture(Map.of());
        });
        Runnable rejections = member.service.onRejection(new RejectionListener() {
            @Override
            public void rejected(List<Problem> problems) {
                rejected.add(problems);
            }

            @Override
            public void accepted() {
                rejected.add(List.of());
            }
        });
        assertThat(List.of(listener, rejections)).hasSize(2);
        return member;
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(30, TimeUnit.SECONDS), "nothing came");
    }

    @Test
    void renewedCertificateAndRootsReachListenersAndHistory() throws Exception {
        try (ServiceCase member = member()) {
            Files.writeString(folder.resolve("ca.pem"), first().certificate() + second().certificate());
            assertThat(Objects.requireNonNull(next(told).peers()).roots().certificates())
                    .hasSize(2);

            second().writeTo(folder);
            assertThat(Objects.requireNonNull(next(told).peers()).identity().toString())
                    .startsWith("CN=second until ");
            assertThat(member.service.history().get(1).changes().get(0).newEffective())
                    .contains("tls.crt (CN=second until ");
            assertThat(member.service.current().entry("cluster.tls_cert_file").orElseThrow())
                    .satisfies(entry -> assertThat(entry.awaitsRestart()).isFalse());
        }
    }

    @Test
    void damagedRootsAreRejectedAndTheGoodOnesStay() throws Exception {
        try (ServiceCase member = member()) {
            String text = first().certificate();
            Files.writeString(folder.resolve("ca.pem"), text.substring(0, text.length() / 2));

            Problem problem = next(rejected).get(0);
            assertThat(problem.key()).isEqualTo("cluster.tls_ca_file");
            assertThat(problem.reason()).isEqualTo(folder.resolve("ca.pem") + ": no certificate in PEM form");
            assertThat(member.service.problems()).containsExactly(problem);
            assertThat(Objects.requireNonNull(member.service.settings().tls().peers())
                            .roots()
                            .toString())
                    .startsWith("CN=first");

            Files.writeString(folder.resolve("ca.pem"), text);
            assertThat(next(rejected)).isEmpty();
            assertThat(told).isEmpty();
        }
    }

    @Test
    void otherCertificatesDoNotWaitForADamagedOne() throws Exception {
        try (ServiceCase member = member()) {
            Files.writeString(folder.resolve("ca.pem"), "not a certificate");
            assertThat(next(rejected)).hasSize(1);

            second().writeTo(folder.resolve("clients"));
            assertThat(String.valueOf(next(told).server())).startsWith("CN=second");
            assertThat(member.service.problems()).extracting(Problem::key).containsExactly("cluster.tls_ca_file");

            Files.writeString(folder.resolve("ca.pem"), second().certificate());
            assertThat(Objects.requireNonNull(next(told).peers()).roots().toString())
                    .startsWith("CN=second");
            assertThat(next(rejected)).isEmpty();
        }
    }

    @Test
    void secretsAreReplacedAsLongAsOneOfThemStays() throws Exception {
        try (ServiceCase member = member()) {
            Files.writeString(folder.resolve("secret"), OLD + "\n" + NEW);
            assertThat(Objects.requireNonNull(next(told).secrets()).list()).hasSize(2);
            Files.writeString(folder.resolve("secret"), NEW);
            assertThat(Objects.requireNonNull(next(told).secrets()).list()).hasSize(1);

            Files.writeString(folder.resolve("secret"), OLD);
            Problem problem = next(rejected).get(0);
            assertThat(problem.key()).isEqualTo("cluster.secret_file");
            assertThat(problem.reason()).endsWith(": no secret of those in force is in it");
            assertThat(String.valueOf(member.service.history()))
                    .doesNotContain(OLD)
                    .doesNotContain(NEW);
            assertThat(member.service.settings().toString()).doesNotContain(NEW);
        }
    }
}
