package dev.cistern.conf.live;

import static dev.cistern.conf.live.ServiceCase.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.load.InvalidSettingsException;
import dev.cistern.conf.load.Problem;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsFilesTest {
    private static final String CERT = "net.http.tls_cert_file";
    private static final String KEY = "net.http.tls_key_file";
    private static final String ROOTS = "net.http.backend_ca_file";

    private static @Nullable PemPair first;
    private static @Nullable PemPair second;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    /** What listeners were told: the server's identity in words. */
    private final BlockingQueue<String> told = new ArrayBlockingQueue<>(100);

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

    /** A node that speaks TLS with the first certificate. */
    private ServiceCase secured() throws IOException {
        first().writeTo(folder);
        return listening(Files.writeString(folder.resolve("cistern.yaml"), names(folder)));
    }

    private ServiceCase listening(Path... files) {
        ServiceCase node = new ServiceCase(folder.resolve("state"), files);
        Runnable listener = node.service.subscribe((before, now) -> {
            told.add(String.valueOf(now.tls().server()));
            return Future.succeededFuture(Map.of());
        });
        Runnable rejections = node.service.onRejection(new RejectionListener() {
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
        return node;
    }

    private static String names(Path in) {
        return CERT + ": " + in.resolve("tls.crt") + "\n" + KEY + ": " + in.resolve("tls.key") + "\n";
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(30, TimeUnit.SECONDS), "nothing came");
    }

    private static List<Problem> problems(ServiceCase node, Map<String, String> set) {
        Throwable refusal = failure(node.service.change(new ChangeRequest(Scope.CLUSTER, set, Set.of(), "ann", null)));
        return ((InvalidSettingsException) refusal).problems();
    }

    @Test
    void renewedContentReachesListenersAndHistory() throws Exception {
        try (ServiceCase node = secured()) {
            second().writeTo(folder);

            assertThat(next(told)).startsWith("CN=second until ");
            HistoryEntry entry = node.service.history().get(0);
            assertThat(entry.source()).isEqualTo(ChangeSource.FILE);
            assertThat(entry.who()).contains(folder.resolve("tls.crt").toString());
            KeyChange change = entry.changes().get(0);
            assertThat(change.key()).isEqualTo(CERT);
            assertThat(change.oldEffective()).contains("tls.crt (CN=first until ");
            assertThat(change.newEffective())
                    .contains("tls.crt (CN=second until ")
                    .contains("sha256:");
        }
    }

    @Test
    void swapOfAMountedSecretIsNoticed() throws Exception {
        Path mount = Files.createDirectory(folder.resolve("mount"));
        first().writeTo(Files.createDirectory(mount.resolve("..2026_01")));
        second().writeTo(Files.createDirectory(mount.resolve("..2026_02")));
        Files.createSymbolicLink(mount.resolve("..data"), Path.of("..2026_01"));
        Files.createSymbolicLink(mount.resolve("tls.crt"), Path.of("..data", "tls.crt"));
        Files.createSymbolicLink(mount.resolve("tls.key"), Path.of("..data", "tls.key"));
        try (ServiceCase node = listening(Files.writeString(folder.resolve("cistern.yaml"), names(mount)))) {
            Path swapped = Files.createSymbolicLink(mount.resolve("..data_tmp"), Path.of("..2026_02"));
            Files.move(swapped, mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);

            assertThat(next(told)).startsWith("CN=second");
            assertThat(rejected).isEmpty();
            assertThat(node.service.settings().tls().server()).isNotNull();
        }
    }

    @Test
    void keyThatDoesNotFitIsRejectedAndTheGoodPairStays() throws Exception {
        try (ServiceCase node = secured()) {
            Files.writeString(folder.resolve("tls.crt"), second().certificate());

            Problem problem = next(rejected).get(0);
            assertThat(problem.key()).isEqualTo(KEY);
            assertThat(problem.source()).contains("cistern.yaml:2");
            assertThat(problem.reason())
                    .isEqualTo(folder.resolve("tls.key") + ": the key does not belong to the certificate");
            assertThat(node.service.settings().tls().server()).asString().startsWith("CN=first");
            assertThat(node.service.problems()).containsExactly(problem);
            assertThat(node.set("net.http.max_waiters", "5").warnings()).isEmpty();
            assertThat(next(told)).startsWith("CN=first");

            Files.writeString(folder.resolve("tls.key"), second().key());
            assertThat(next(told)).startsWith("CN=second");
            assertThat(next(rejected)).isEmpty();
            assertThat(node.service.problems()).isEmpty();
        }
    }

    @Test
    void badSettingsFileDoesNotHoldUpARenewedCertificate() throws Exception {
        try (ServiceCase node = secured()) {
            Files.writeString(folder.resolve("cistern.yaml"), names(folder) + "net.http.max_conns: 0\n");
            assertThat(next(rejected)).hasSize(1);

            second().writeTo(folder);

            assertThat(next(told)).startsWith("CN=second");
            assertThat(node.service.problems()).hasSize(1);
        }
    }

    @Test
    void otherFilesAreLiveAndSwitchingOffNeedsARestart() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        second().writeTo(other);
        try (ServiceCase node = secured()) {
            Map<String, String> files = new LinkedHashMap<>();
            files.put(CERT, other.resolve("tls.crt").toString());
            files.put(KEY, other.resolve("tls.key").toString());
            ChangeReport moved = ServiceCase.get(
                    node.service.change(new ChangeRequest(Scope.CLUSTER, files, Set.of(), "ann", null)));
            assertThat(moved.needsRestart()).isEmpty();
            assertThat(next(told)).startsWith("CN=second");

            files.replaceAll((key, value) -> "off");
            ChangeReport off = ServiceCase.get(
                    node.service.change(new ChangeRequest(Scope.CLUSTER, files, Set.of(), "ann", null)));
            assertThat(off.needsRestart()).containsExactly(CERT, KEY);
            assertThat(node.service.settings().tls().server()).asString().startsWith("CN=second");
        }
    }

    @Test
    void switchingOnNeedsARestart() throws Exception {
        first().writeTo(folder);
        try (ServiceCase node = listening()) {
            Map<String, String> files = new LinkedHashMap<>();
            files.put(CERT, folder.resolve("tls.crt").toString());
            files.put(KEY, folder.resolve("tls.key").toString());
            ChangeReport on = ServiceCase.get(
                    node.service.change(new ChangeRequest(Scope.CLUSTER, files, Set.of(), "ann", null)));
            assertThat(on.needsRestart()).containsExactly(CERT, KEY);
            assertThat(node.service.settings().tls().server()).isNull();
        }
        try (ServiceCase restarted = listening()) {
            assertThat(restarted.service.settings().tls().server()).asString().startsWith("CN=first");
        }
    }

    @Test
    void unusableFilesAreRefusedByNameAndReason() throws Exception {
        first().writeTo(folder);
        Path cert = folder.resolve("tls.crt");
        Path gone = folder.resolve("gone.key");
        try (ServiceCase node = listening()) {
            assertThat(problems(node, Map.of(CERT, cert.toString())))
                    .extracting(Problem::key, Problem::reason)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(CERT, "needs " + KEY + ", which is off"));
            assertThat(problems(node, Map.of(CERT, cert.toString(), KEY, gone.toString())))
                    .extracting(Problem::key, Problem::reason)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(KEY, gone + ": no such file"));
            assertThat(problems(node, Map.of(CERT, cert.toString(), KEY, cert.toString())))
                    .extracting(Problem::reason)
                    .containsExactly(cert + ": no private key in PEM form");
            assertThat(problems(node, Map.of(ROOTS, folder.resolve("tls.key").toString())))
                    .extracting(Problem::reason)
                    .containsExactly(folder.resolve("tls.key") + ": no certificate in PEM form");
            assertThat(node.service.history()).isEmpty();
        }
    }

    @Test
    void rootsAreLiveAndKeysAreNeverInWords() throws IOException, GeneralSecurityException {
        first().writeTo(folder);
        try (ServiceCase node = listening()) {
            ChangeReport report = node.set(ROOTS, folder.resolve("tls.crt").toString());
            assertThat(report.needsRestart()).isEmpty();
            assertThat(report.changes().get(0).newEffective()).contains("CN=first");
            assertThat(Objects.requireNonNull(node.service.settings().tls().backendRoots())
                            .certificates())
                    .hasSize(1);
        }
        try (ServiceCase secured = secured()) {
            String key = first().key().lines().skip(1).findFirst().orElseThrow();
            assertThat(secured.service.current().toString()).doesNotContain(key);
            assertThat(secured.service.settings().toString())
                    .contains("CN=first")
                    .doesNotContain(key);
        }
    }
}
