package dev.cistern.bench.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.bench.http.Request;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The examples in Amazon's description of signatures. */
final class SignerTest {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    private static final Instant DAY = Instant.parse("2013-05-24T00:00:00Z");

    private static Signer signer(String host) {
        return new Signer("AKIAIOSFODNN7EXAMPLE", SECRET, host, DAY);
    }

    @Test
    void requestIsSignedAsInTheExample() {
        Request get = Request.get("/test.txt").withHeader("Range", "bytes=0-9");

        Signer.Signed signed = signer("examplebucket.s3.amazonaws.com").sign(get, Signer.sha256(new byte[0]));

        assertThat(signed.signature()).isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
        assertThat(signed.request().headers()).doesNotContainKey("host");
    }

    @Test
    void chunksAreSignedAsInTheExample() {
        Request put = new Request(
                "PUT",
                "/examplebucket/chunkObject.txt",
                Map.of(
                        "content-encoding", "aws-chunked",
                        "content-length", "66824",
                        "x-amz-decoded-content-length", "66560",
                        "x-amz-storage-class", "REDUCED_REDUNDANCY"),
                new byte[0]);
        Signer signer = signer("s3.amazonaws.com");
        byte[] chunk = new byte[65536];
        Arrays.fill(chunk, (byte) 'a');

        String seed = signer.sign(put, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD").signature();
        String first = signer.ofChunk(seed, Signer.sha256(chunk));
        String second = signer.ofChunk(first, Signer.sha256(chunk, 0, 1024));
        String last = signer.ofChunk(second, Signer.sha256(new byte[0]));

        assertThat(seed).isEqualTo("4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
        assertThat(first).isEqualTo("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
        assertThat(second).isEqualTo("0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497");
        assertThat(last).isEqualTo("b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9");
    }
}
