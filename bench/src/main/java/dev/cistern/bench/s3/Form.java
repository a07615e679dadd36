package dev.cistern.bench.s3;

import dev.cistern.bench.http.Request;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;

/** The ways in which clients send a body that is signed and has a checksum, and the way of those who do neither. */
enum Form {
    /** Neither signature nor checksum. */
    BARE("neither") {
        @Override
        Request prepare(Request request, Signer signer) {
            return request;
        }
    },
    /** One hash over the body, in the signature of the request. */
    SIGNED("signed payload") {
        @Override
        Request prepare(Request request, Signer signer) {
            Request checked =
                    request.body().length == 0 ? request : request.withHeader(CHECKSUM, crc32(request.body()));
            return signer.sign(checked, Signer.sha256(request.body())).request();
        }
    },
    /** Each chunk signed, and the checksum in a signed trailer. */
    SIGNED_CHUNKS("signed chunks and trailer") {
        @Override
        Request prepare(Request request, Signer signer) {
            Signer.Signed signed = signer.sign(announced(request), "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER");
            byte[] body = request.body();
            ByteArrayOutputStream framed = new ByteArrayOutputStream(body.length + body.length / 512 + 512);
            String last = signed.signature();
            for (int at = 0; at < body.length; at += CHUNK_BYTES) {
                int length = Math.min(CHUNK_BYTES, body.length - at);
                last = signer.ofChunk(last, Signer.sha256(body, at, length));
                write(framed, Integer.toHexString(length) + ";chunk-signature=" + last + "\r\n");
                framed.write(body, at, length);
                write(framed, "\r\n");
            }
            last = signer.ofChunk(last, Signer.sha256(new byte[0]));
            write(framed, "0;chunk-signature=" + last + "\r\n");
            String checksum = CHECKSUM + ":" + crc32(body);
            write(framed, checksum + "\r\n");
            write(framed, "x-amz-trailer-signature:" + signer.ofTrailers(last, checksum + "\n") + "\r\n\r\n");
            return withBody(signed.request(), framed);
        }
    },
    /** Chunks without signatures, as over TLS, and the checksum in a trailer. */
    UNSIGNED_CHUNKS("unsigned chunks, trailer") {
        @Override
        Request prepare(Request request, Signer signer) {
            Signer.Signed signed = signer.sign(announced(request), "STREAMING-UNSIGNED-PAYLOAD-TRAILER");
            byte[] body = request.body();
            ByteArrayOutputStream framed = new ByteArrayOutputStream(body.length + body.length / 4096 + 512);
            for (int at = 0; at < body.length; at += CHUNK_BYTES) {
                int length = Math.min(CHUNK_BYTES, body.length - at);
                write(framed, Integer.toHexString(length) + "\r\n");
                framed.write(body, at, length);
                write(framed, "\r\n");
            }
            write(framed, "0\r\n" + CHECKSUM + ":" + crc32(body) + "\r\n\r\n");
            return withBody(signed.request(), framed);
        }
    };

    private static final String CHECKSUM = "x-amz-checksum-crc32";
    /** As the SDK for Java has it. */
    private static final int CHUNK_BYTES = 128 * 1024;

    private final String title;

    Form(String title) {
        this.title = title;
    }

    /** For people. */
    String title() {
        return title;
    }

    /** The request as it goes out: may be sent again and again while its signature holds. */
    abstract Request prepare(Request request, Signer signer);

    private static Request announced(Request request) {
        return request.withHeader("Content-Encoding", "aws-chunked")
                .withHeader("x-amz-decoded-content-length", Integer.toString(request.body().length))
                .withHeader("x-amz-trailer", CHECKSUM);
    }

    private static Request withBody(Request request, ByteArrayOutputStream body) {
        return new Request(request.method(), request.target(), request.headers(), body.toByteArray());
    }

    private static void write(ByteArrayOutputStream to, String text) {
        to.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String crc32(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        byte[] value = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        return Base64.getEncoder().encodeToString(value);
    }
}
