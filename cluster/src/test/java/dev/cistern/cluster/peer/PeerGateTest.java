package dev.cistern.cluster.peer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.cluster.peer.PeerGate.Knock;
import dev.cistern.cluster.peer.PeerGate.Verdict;
import dev.cistern.conf.ClusterSecrets;
import dev.cistern.conf.InvalidValueException;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class PeerGateTest {
    private static final PeerSecret SECRET = PeerSecret.of("0123456789abcdef");
    private static final Buffer BODY = Buffer.buffer("{}");
    private static final String SENDER = "00112233445566778899aabbccddeeff";

    private final PeerGate gate = new PeerGate(keyring("0123456789abcdef"));

    static PeerKeyring keyring(String lines) {
        try {
            return new PeerKeyring(ClusterSecrets.parse(lines));
        } catch (InvalidValueException e) {
            throw new AssertionError(e);
        }
    }

    private static Knock knock(PeerSecret secret, String challenge, long number) {
        PeerSignature signature = new PeerSignature(
                "POST", "/_peer/hello", PeerSecret.digest(BODY.getBytes()), SENDER, challenge, number);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set(PeerHeaders.SENDER, "a")
                .set(PeerHeaders.INPUT, signature.input())
                .set(PeerHeaders.SIGNATURE, secret.sign(signature));
        return new Knock("POST", "/_peer/hello", headers, BODY, false);
    }

    private String challenge() {
        return String.valueOf(gate.judge(knock(SECRET, "", 1)).challenge());
    }

    @Test
    void whoKnowsTheSecretIsChallengedOnceAndThenLetIn() {
        String challenge = challenge();

        assertThat(challenge).hasSize(32);
        assertThat(gate.judge(knock(SECRET, challenge, 2))).isEqualTo(Verdict.WELCOME);
        assertThat(gate.judge(knock(SECRET, challenge, 3))).isEqualTo(Verdict.WELCOME);
    }

    @Test
    void aRequestIsTakenOnce() {
        String challenge = challenge();
        assertThat(gate.judge(knock(SECRET, challenge, 7))).isEqualTo(Verdict.WELCOME);
        assertThat(gate.judge(knock(SECRET, challenge, 6))).isEqualTo(Verdict.WELCOME);

        assertThat(gate.judge(knock(SECRET, challenge, 7)).refusal()).contains("sent before");
        assertThat(gate.judge(knock(SECRET, challenge, 6)).refusal()).contains("sent before");
    }

    @Test
    void aRequestOfAnEarlierStartIsWorthNothing() {
        Knock recorded = knock(SECRET, challenge(), 2);
        assertThat(gate.judge(recorded)).isEqualTo(Verdict.WELCOME);

        assertThat(new PeerGate(keyring("0123456789abcdef")).judge(recorded).refusal())
                .isNotNull();
    }

    @Test
    void anotherSecretPathOrBodyIsRefusedWithoutAChallenge() {
        String challenge = challenge();
        Knock good = knock(SECRET, challenge, 2);
        Verdict secret = gate.judge(knock(PeerSecret.of("another secret of 16"), challenge, 2));
        Verdict path = gate.judge(new Knock("POST", "/_peer/remove", good.headers(), BODY, false));
        Verdict body = gate.judge(new Knock("POST", "/_peer/hello", good.headers(), Buffer.buffer("1"), false));

        assertThat(secret.refusal()).contains("signature is wrong");
        assertThat(secret.challenge()).isNull();
        assertThat(path.refusal()).contains("signature is wrong");
        assertThat(body.refusal()).contains("signature is wrong");
        assertThat(gate.judge(good)).isEqualTo(Verdict.WELCOME);
    }

    @Test
    void aStreamIsBelievedOnlyWithTheSealOfItsOwnRequestAndBytes() {
        String challenge = challenge();
        PeerSignature signature =
                new PeerSignature("PUT", "/_peer/blobs/x", StreamSeal.DIGEST, "0".repeat(32), challenge, 2);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set(PeerHeaders.SENDER, "n1")
                .set(PeerHeaders.INPUT, signature.input())
                .set(PeerHeaders.SIGNATURE, SECRET.sign(signature));
        Knock knock = Knock.ofStream("PUT", "/_peer/blobs/x", headers, false);
        assertThat(gate.judge(knock)).isEqualTo(Verdict.WELCOME);

        byte[] sha256 = new byte[32];
        byte[] other = new byte[32];
        other[31] = 1;
        StreamSeal.End end = new StreamSeal.End(5, 7);
        StreamSeal seal =
                StreamSeal.read(StreamSeal.of(SECRET, signature, end, sha256).write());
        PeerGate.SealCheck check = gate.sealsOf(knock);
        assertThat(check.isGenuine(seal, sha256)).isTrue();
        assertThat(check.isGenuine(seal, other)).isFalse();
        assertThat(check.isGenuine(new StreamSeal(new StreamSeal.End(6, 7), seal.tag()), sha256))
                .isFalse();
        Knock elsewhere = Knock.ofStream("PUT", "/_peer/blobs/y", headers, false);
        assertThat(gate.sealsOf(elsewhere).isGenuine(seal, sha256)).isFalse();
        PeerSecret wrong = PeerSecret.of("another secret of 16");
        assertThat(check.isGenuine(StreamSeal.of(wrong, signature, end, sha256), sha256))
                .isFalse();
    }

    @Test
    void theSignatureOfAStreamIsNoneOfARequestThatHasItsBody() {
        String challenge = challenge();
        PeerSignature signature =
                new PeerSignature("POST", "/_peer/remove", StreamSeal.DIGEST, "0".repeat(32), challenge, 2);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap()
                .set(PeerHeaders.SENDER, "n1")
                .set(PeerHeaders.INPUT, signature.input())
                .set(PeerHeaders.SIGNATURE, SECRET.sign(signature));

        assertThat(gate.judge(new Knock("POST", "/_peer/remove", headers, BODY, false))
                        .refusal())
                .contains("signature is wrong");
    }

    @Test
    void withoutASecretOnlyThisMachineIsLetIn() {
        PeerGate open = new PeerGate(null);
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().set(PeerHeaders.SENDER, "a");

        assertThat(open.judge(new Knock("POST", "/_peer/hello", headers, BODY, true)))
                .isEqualTo(Verdict.WELCOME);
        assertThat(open.judge(new Knock("POST", "/_peer/hello", headers, BODY, false))
                        .refusal())
                .contains("own machine alone");
        assertThat(gate.judge(new Knock("POST", "/_peer/hello", headers, BODY, true))
                        .refusal())
                .contains("not signed");
        assertThat(open.judge(knock(SECRET, "", 1)).refusal()).contains("no cluster.secret_file");
    }

    @Test
    void aBrowserThatAPageMadeAskIsNotLetIn() {
        Knock page = new Knock("POST", "/_peer/remove", MultiMap.caseInsensitiveMultiMap(), BODY, true);

        assertThat(new PeerGate(null).judge(page).refusal()).contains("for nodes of the cluster");
    }

    @Test
    void numbersFarBehindCountAsSeenAndNoneIsForgotten() {
        ReplayWindow window = new ReplayWindow();
        for (long number = 1; number <= 20_000; number += 3) {
            assertThat(window.isNew(number)).isTrue();
            assertThat(window.isNew(number)).isFalse();
        }
        assertThat(window.isNew(19_997)).isTrue();
        assertThat(window.isNew(5)).isFalse();
        assertThat(window.isNew(100_000)).isTrue();
        assertThat(window.isNew(99_999)).isTrue();
        assertThat(window.isNew(0)).isFalse();
    }

    @Test
    void whatIsSealedOpensWithTheSecretAndUnderItsNameAlone() {
        PeerSecret secret = PeerSecret.of("a secret that is long enough");
        byte[] plain = "users".getBytes(StandardCharsets.UTF_8);
        byte[] sealed = secret.seal("c1 users", plain);

        assertThat(secret.open("c1 users", sealed))
                .hasValueSatisfying(opened -> assertThat(opened).isEqualTo(plain));
        assertThat(secret.open("c1 tokens", sealed)).isEmpty();
        assertThat(PeerSecret.of("another secret that is long").open("c1 users", sealed))
                .isEmpty();
        assertThat(secret.open("c1 users", new byte[3])).isEmpty();
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] damaged = sealed.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(secret.open("c1 users", damaged)).isEmpty();
        }
        assertThat(secret.seal("c1 users", plain)).isNotEqualTo(sealed);
    }
}
