package dev.cistern.cluster.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.cluster.peer.PeerGate.Knock;
import dev.cistern.cluster.peer.PeerGate.SealCheck;
import dev.cistern.cluster.peer.PeerGate.Verdict;
import dev.cistern.conf.ClusterSecrets;
import dev.cistern.conf.InvalidValueException;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Secrets that are replaced while requests are on their way. */
final class PeerKeyringTest {
    private static final String OLD = "the old secret, long enough";
    private static final String NEW = "the new secret, long enough";

    private final PeerKeyring keyring = PeerGateTest.keyring(OLD);
    private final PeerGate gate = new PeerGate(keyring);
    private long number;

    private void take(String... lines) throws InvalidValueException {
        keyring.take(ClusterSecrets.parse(String.join("\n", lines)));
    }

    private PeerSignature signature(String challenge) {
        number++;
        return new PeerSignature("PUT", "/_peer/blobs/x", StreamSeal.DIGEST, "0".repeat(32), challenge, number);
    }

    private static Knock knock(PeerSignature signature, String secret) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set(PeerHeaders.SENDER, "n1")
                .set(PeerHeaders.INPUT, signature.input())
                .set(PeerHeaders.SIGNATURE, PeerSecret.of(secret).sign(signature));
        return Knock.ofStream("PUT", "/_peer/blobs/x", headers, false);
    }

    private Verdict judge(String secret) {
        String challenge =
                String.valueOf(gate.judge(knock(signature(""), secret)).challenge());
        return gate.judge(knock(signature(challenge), secret));
    }

    @Test
    void nodesThatAreChangedOneByOneKnowEachOther() throws Exception {
        assertThat(judge(NEW).refusal()).contains("signature is wrong");

        take(OLD, NEW);
        assertThat(judge(OLD)).isEqualTo(Verdict.WELCOME);
        assertThat(keyring.formerlySigned()).isZero();
        assertThat(judge(NEW)).isEqualTo(Verdict.WELCOME);

        take(NEW, OLD);
        long before = keyring.formerlySigned();
        assertThat(judge(OLD)).isEqualTo(Verdict.WELCOME);
        assertThat(keyring.formerlySigned()).isGreaterThan(before);

        take(NEW);
        assertThat(judge(OLD).refusal()).contains("signature is wrong");
        assertThat(judge(NEW)).isEqualTo(Verdict.WELCOME);
        assertThat(keyring.generation()).isEqualTo(4);
    }

    @Test
    void aStreamEndsWithTheSecretThatItBeganWith() throws Exception {
        String challenge = String.valueOf(gate.judge(knock(signature(""), OLD)).challenge());
        PeerSignature signature = signature(challenge);
        Knock knock = knock(signature, OLD);
        assertThat(gate.judge(knock)).isEqualTo(Verdict.WELCOME);
        SealCheck check = gate.sealsOf(knock);

        take(NEW);

        byte[] sha256 = new byte[32];
        StreamSeal.End end = new StreamSeal.End(5, 7);
        assertThat(check.isGenuine(StreamSeal.of(PeerSecret.of(OLD), signature, end, sha256), sha256))
                .isTrue();
        assertThat(check.isGenuine(StreamSeal.of(PeerSecret.of(NEW), signature, end, sha256), sha256))
                .isFalse();
    }

    @Test
    void whatWasSealedWithAFormerSecretOpensAndIsCalledOutdated() throws Exception {
        byte[] plain = "users".getBytes(StandardCharsets.UTF_8);
        byte[] sealed = keyring.seal("c1 users", plain);

        take(NEW, OLD);
        assertThat(keyring.open("c1 users", sealed)).hasValueSatisfying(opened -> {
            assertThat(opened.plain()).isEqualTo(plain);
            assertThat(opened.outdated()).isTrue();
        });
        assertThat(keyring.open("c1 users", keyring.seal("c1 users", plain)))
                .hasValueSatisfying(opened -> assertThat(opened.outdated()).isFalse());

        take(NEW);
        assertThat(keyring.open("c1 users", sealed)).isEmpty();
    }
}
