package dev.cistern.node.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.s3.wire.S3Exception;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ChunkDecoderTest {
    private static final Payload.Chunked UNSIGNED = new Payload.Chunked(true, Optional.empty());
    private static final String WHOLE =
            "5\r\nhello\r\n1\r\n \r\n005;ignored=x\r\nworld\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n";

    private final Buffer data = Buffer.buffer();
    private final ChunkDecoder decoder = new ChunkDecoder(UNSIGNED, data::appendBuffer);

    @Test
    void bytesAreTheSameHoweverTheyArrive() {
        for (int size = 1; size <= WHOLE.length(); size++) {
            Buffer given = Buffer.buffer();
            ChunkDecoder inPieces = new ChunkDecoder(UNSIGNED, given::appendBuffer);
            Buffer body = Buffer.buffer(WHOLE);
            for (int at = 0; at < body.length(); at += size) {
                inPieces.decode(body.slice(at, Math.min(body.length(), at + size)));
            }

            assertThat(given.toString()).as("pieces of %s", size).isEqualTo("hello world");
            assertThat(inPieces.isDone()).isTrue();
            assertThat(inPieces.trailers()).containsEntry("x-amz-checksum-crc32", "DUoRhQ==");
        }
    }

    @Test
    void bodyThatIsCutIsNotDone() {
        for (int length = 0;
                length < WHOLE.length() - "\r\n".length() - "x-amz-checksum-crc32:DUoRhQ==\r\n".length();
                length++) {
            ChunkDecoder cut = new ChunkDecoder(UNSIGNED, data::appendBuffer);
            cut.decode(Buffer.buffer(WHOLE.substring(0, length)));

            assertThat(cut.isDone()).as("%s bytes", length).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\n",
                "-1\r\n",
                "\r\n",
                "5 \r\n",
                "fffffffffffffffff\r\n",
                "1\r\nab\r\n",
                "0\r\nno trailer\r\n",
                "0\r\n\r\nmore",
                "0\r\n:value\r\n"
            })
    void whatIsNoChunkIsRefused(String body) {
        assertThatThrownBy(() -> decoder.decode(Buffer.buffer(body))).isInstanceOf(S3Exception.class);
    }

    @Test
    void endlessLineIsRefused() {
        Buffer line = Buffer.buffer("0".repeat(1024));
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 100; i++) {
                        decoder.decode(line);
                    }
                })
                .isInstanceOf(S3Exception.class);
    }

    /** Whatever comes, it is taken or refused, and never more is held than a line. */
    @Test
    void noiseIsTakenOrRefused() {
        for (int seed = 0; seed < 2_000; seed++) {
            Random random = new Random(seed);
            byte[] noise = WHOLE.repeat(2).getBytes(StandardCharsets.ISO_8859_1);
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
            }
            ChunkDecoder fuzzed = new ChunkDecoder(UNSIGNED, data::appendBuffer);
            try {
                fuzzed.decode(Buffer.buffer(noise));
            } catch (S3Exception refused) {
                assertThat(refused.error().status()).isEqualTo(400);
            }
        }
    }
}
