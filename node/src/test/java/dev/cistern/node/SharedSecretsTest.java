package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.cistern.cluster.peer.PeerKeyring;
import dev.cistern.conf.ClusterSecrets;
import dev.cistern.conf.Durability;
import dev.cistern.conf.StoreSettings;
import dev.cistern.node.engine.CommitLog;
import dev.cistern.node.engine.LocalEngine;
import dev.cistern.node.engine.SharedRecords;
import dev.cistern.node.engine.record.StoredDocument;
import dev.cistern.node.users.Accounts;
import dev.cistern.node.users.User;
import dev.cistern.node.users.UserRequest;
import dev.cistern.node.users.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of a cluster that take over nothing of their own accord, on one log in memory, and with one worker thread. */
final class SharedSecretsTest {
    private static final int ROUNDS = 20;
    private static final String OLD = "0123456789abcdef0123456789abcdef";
    private static final String NEW = "a new secret that is long enough";

    @TempDir
    private Path folder = Path.of("");

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setWorkerPoolSize(1));
    private final Log log = new Log();
    private final List<Node> nodes = new ArrayList<>();

    /** Every member applies an entry as soon as it is there. */
    private static final class Log implements CommitLog {
        private final List<SharedRecords> members = new ArrayList<>();
        private long last = -1; // Guarded by this.

        @Override
        public Future<Long> propose(byte[] command) {
            synchronized (this) {
                last++;
                for (SharedRecords member : members) {
                    var unused = member.apply(1, last, command);
                }
            }
            return committed();
        }

        @Override
        public synchronized Future<Long> committed() {
            return Future.succeededFuture(last);
        }

        @Override
        public boolean leads() {
            return false;
        }
    }

    private record Node(LocalEngine engine, Accounts accounts, PeerKeyring keyring, SharedSecrets secrets) {
        Users users() {
            return accounts.users();
        }
    }

    private Node node(String name) throws Exception {
        Path data = folder.resolve(name);
        StoreSettings settings = new StoreSettings(data, Durability.OS, 16_384, 1 << 20, 8 << 20, 2, 8 << 20);
        LocalEngine engine = await(LocalEngine.open(vertx, settings));
        Accounts accounts = Accounts.open(data);
        PeerKeyring keyring = new PeerKeyring(ClusterSecrets.parse(OLD));
        SharedSecrets secrets = new SharedSecrets(vertx, engine.shared(), keyring, accounts, engine.masterKeys());
        Node node = new Node(engine, accounts, keyring, secrets);
        nodes.add(node);
        return node;
    }

    @BeforeEach
    void begin() throws Exception {
        SharedRecords first = node("a").engine().shared();
        SharedRecords second = node("b").engine().shared();
        await(first.found("c1"));
        await(second.join("c1"));
        var saved = first.save(folder.resolve("saved"));
        assertThat(second.load(folder.resolve("saved"))).isEqualTo(saved);
        log.members.addAll(List.of(first, second));
        first.attach(log, 0);
        second.attach(log, 1);
    }

    @AfterEach
    void close() throws Exception {
        for (Node node : nodes) {
            await(node.engine().close());
        }
        await(vertx.close());
    }

    @CanIgnoreReturnValue
    private static <T> T await(Future<T> future) throws Exception {
        return future.await(60, TimeUnit.SECONDS);
    }

    @SuppressWarnings("NullAway") // None of this work gives null.
    private <T> Future<T> onWorker(Callable<T> work) {
        return vertx.executeBlocking(work, false);
    }

    private static List<String> names(Node node) {
        return node.users().list().stream().map(User::name).toList();
    }

    private static UserRequest administrator(String name) {
        return UserRequest.administrator(name);
    }

    @Test
    void aUserThatIsMadeOnOneNodeStaysWhereAnotherIsMadeOnTheOther() throws Exception {
        Node a = nodes.get(0);
        Node b = nodes.get(1);
        await(onWorker(() -> a.users().add(administrator("ann"))));
        await(onWorker(() -> b.users().add(administrator("bob"))));
        await(onWorker(() -> a.users().add(administrator("carl"))));

        assertThat(names(a)).containsExactly("ann", "bob", "carl");
        assertThat(names(b)).containsExactly("ann", "bob");
    }

    @Test
    void aNameThatWasTakenOnTheOtherNodeIsRefused() throws Exception {
        await(onWorker(() -> nodes.get(0).users().add(administrator("ann"))));

        assertThatThrownBy(() -> await(onWorker(() -> nodes.get(1).users().add(administrator("ann")))))
                .hasMessageContaining("there is a user 'ann' already");
    }

    /** One of them may be refused, and then is not there. */
    @Test
    void ofUsersThatAreMadeAtOnceOnBothNodesNoneIsLost() throws Exception {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            String suffix = "-" + i;
            CompletableFuture<Boolean> one = CompletableFuture.supplyAsync(() -> isMade(nodes.get(0), "a" + suffix));
            CompletableFuture<Boolean> other = CompletableFuture.supplyAsync(() -> isMade(nodes.get(1), "b" + suffix));
            if (one.get(60, TimeUnit.SECONDS)) {
                made.add("a" + suffix);
            }
            if (other.get(60, TimeUnit.SECONDS)) {
                made.add("b" + suffix);
            }
        }
        await(onWorker(() -> nodes.get(0).users().add(administrator("last"))));
        made.add("last");

        assertThat(made).hasSizeGreaterThan(ROUNDS);
        assertThat(names(nodes.get(0))).containsExactlyInAnyOrderElementsOf(made);
    }

    private static boolean isMade(Node node, String name) {
        try {
            var unused = node.users().add(administrator(name));
            return true;
        } catch (UncheckedIOException refused) {
            assertThat(refused).rootCause().hasMessageContaining("changed meanwhile");
            return false;
        }
    }

    @Test
    void masterKeysOfBothNodesAreKept() throws Exception {
        Node a = nodes.get(0);
        Node b = nodes.get(1);
        String first = await(a.engine().addMasterKey());
        String second = await(b.engine().addMasterKey());
        String third = await(a.engine().addMasterKey());

        assertThat(a.engine().masterKeys().list()).containsOnlyKeys(first, second, third);
    }

    @Test
    void whatTheClusterSharesIsSealedAnewOnceANodeSpeaksWithAnotherSecret() throws Exception {
        Node a = nodes.get(0);
        Node b = nodes.get(1);
        await(onWorker(() -> a.users().add(administrator("ann"))));
        PeerKeyring former = new PeerKeyring(ClusterSecrets.parse(OLD));
        ClusterSecrets both = ClusterSecrets.parse(OLD + "\n" + NEW);
        a.keyring().take(both);
        b.keyring().take(both);
        a.secrets().lookNow();
        b.secrets().lookNow();
        long version = document(a).version();

        a.keyring().take(ClusterSecrets.parse(NEW + "\n" + OLD));
        a.secrets().lookNow();
        b.secrets().lookNow();
        a.secrets().lookNow();
        assertThat(document(a).version()).as("sealed once").isEqualTo(version + 1);
        assertThat(former.open("c1 users", document(a).bytes())).isEmpty();

        a.keyring().take(ClusterSecrets.parse(NEW));
        b.keyring().take(ClusterSecrets.parse(NEW));
        a.secrets().lookNow();
        b.secrets().lookNow();
        await(onWorker(() -> b.users().add(administrator("bob"))));
        assertThat(names(b)).containsExactly("ann", "bob");
        assertThat(document(a).version()).isEqualTo(version + 2);
    }

    private static StoredDocument document(Node node) {
        return node.engine().shared().document("users").orElseThrow();
    }

    @Test
    void nodeThatIsStoppingTakesNothingOverAndDoesNotComplain() throws Exception {
        Vertx other = Vertx.vertx();
        Node node = nodes.get(0);
        SharedSecrets secrets = new SharedSecrets(
                other,
                node.engine().shared(),
                new PeerKeyring(ClusterSecrets.parse(OLD)),
                node.accounts(),
                node.engine().masterKeys());
        await(other.close());

        assertThatCode(secrets::lookSoon).doesNotThrowAnyException();
    }
}
