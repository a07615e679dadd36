package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Error;
import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.s3.wire.XmlElement;
import dev.cistern.node.s3.wire.XmlOut;
import dev.cistern.node.sign.Payload;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectInfo.KeptChecksum;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.http.HttpServerResponse;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Checksums as S3 writes them: base64, in headers and trailers {@code x-amz-checksum-crc32} and so on, and in XML. */
final class S3Checksums {
    /** The algorithms that S3 keeps. */
    static final List<Algorithm> KEPT =
            List.of(Algorithm.CRC32, Algorithm.CRC32C, Algorithm.CRC64NVME, Algorithm.SHA1, Algorithm.SHA256);

    private static final String PREFIX = "x-amz-checksum-";

    private S3Checksums() {}

    /** @param trailers what came behind the body, by lower-case name; asked at its end */
    static BodyChecks of(S3Request request, Supplier<Map<String, String>> trailers) {
        List<Checksum> announced = new ArrayList<>();
        String md5 = request.header("Content-MD5");
        if (md5 != null) {
            announced.add(checksum(Algorithm.MD5, md5).orElseThrow(() -> new S3Exception(S3Error.INVALID_DIGEST)));
        }
        Optional<Checksum> header = header(request);
        header.ifPresent(announced::add);
        Optional<Algorithm> inTrailer = trailer(request);
        Optional<String> signed =
                request.identity().payload() instanceof Payload.Plain plain ? plain.sha256() : Optional.empty();
        return new BodyChecks(announced, signed, inTrailer.or(() -> header.map(Checksum::algorithm)), () -> inTrailer
                .map(algorithm -> List.of(trailing(algorithm, trailers.get())))
                .orElse(List.of()));
    }

    /** The checksum that a header gives; at most one. */
    static Optional<Checksum> header(S3Request request) {
        return header(request, value -> value);
    }

    /** @param trimmed takes off what is not the value */
    static Optional<Checksum> header(S3Request request, UnaryOperator<String> trimmed) {
        Optional<Checksum> found = Optional.empty();
        for (Algorithm algorithm : KEPT) {
            String value = request.header(name(algorithm));
            if (value != null) {
                if (found.isPresent()) {
                    throw new S3Exception(
                            S3Error.INVALID_REQUEST,
                            "Expecting a single x-amz-checksum- header. Multiple are not allowed.");
                }
                found = Optional.of(
                        checksum(algorithm, trimmed.apply(value)).orElseThrow(() -> invalid(name(algorithm))));
            }
        }
        return found;
    }

    /** @param name as S3 writes it, in any case: {@code CRC32} */
    static Algorithm algorithm(String name) {
        return KEPT.stream()
                .filter(algorithm -> algorithm.name().equals(name.strip().toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new S3Exception(
                        S3Error.INVALID_REQUEST,
                        "Checksum algorithm provided is unsupported. Please try again with any of"
                                + " the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]"));
    }

    /** The checksum among the children of an element. */
    static Optional<Checksum> in(XmlElement element) {
        for (Algorithm algorithm : KEPT) {
            Optional<String> value = element.textOf("Checksum" + algorithm);
            if (value.isPresent()) {
                String plain = value.get().replaceFirst("-\\d+$", "");
                return Optional.of(checksum(algorithm, plain).orElseThrow(() -> invalid("Checksum" + algorithm)));
            }
        }
        return Optional.empty();
    }

    static void writeHeaders(HttpServerResponse response, ObjectInfo object) {
        object.traits().checksum().ifPresent(kept -> {
            response.putHeader(name(kept.value().algorithm()), text(object, kept));
            response.putHeader("x-amz-checksum-type", type(kept));
        });
    }

    static void write(XmlOut to, ObjectInfo object) {
        object.traits().checksum().ifPresent(kept -> {
            to.element("Checksum" + kept.value().algorithm(), text(object, kept));
            to.element("ChecksumType", type(kept));
        });
    }

    static void write(XmlOut to, Checksum checksum) {
        to.element("Checksum" + checksum.algorithm(), base64(checksum));
    }

    static String name(Algorithm algorithm) {
        return PREFIX + algorithm.name().toLowerCase(Locale.ROOT);
    }

    static String base64(Checksum checksum) {
        return Base64.getEncoder().encodeToString(HexFormat.of().parseHex(checksum.hex()));
    }

    static String type(KeptChecksum kept) {
        return kept.composite() ? "COMPOSITE" : "FULL_OBJECT";
    }

    private static String text(ObjectInfo object, KeptChecksum kept) {
        String parts =
                object.traits().multipart().map(made -> "-" + made.parts()).orElse("");
        return base64(kept.value()) + (kept.composite() ? parts : "");
    }

    private static Optional<Algorithm> trailer(S3Request request) {
        String trailer = request.header("x-amz-trailer");
        boolean framed = request.identity().payload() instanceof Payload.Chunked;
        if (trailer == null || !framed) {
            return Optional.empty();
        }
        String name = trailer.strip().toLowerCase(Locale.ROOT);
        return KEPT.stream()
                .filter(algorithm -> name(algorithm).equals(name))
                .findFirst()
                .or(() -> {
                    throw new S3Exception(
                            S3Error.INVALID_REQUEST,
                            "The value specified in the x-amz-trailer header is not supported");
                });
    }

    /** Asked by the store when the body has ended, so it fails in the store's words. */
    private static Checksum trailing(Algorithm algorithm, Map<String, String> trailers) {
        String value = trailers.get(name(algorithm));
        if (value == null) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT, "the trailer " + name(algorithm) + " was announced, but did not come");
        }
        return checksum(algorithm, value)
                .orElseThrow(() -> new StoreException(
                        Code.INVALID_ARGUMENT, "the trailer " + name(algorithm) + " is no value of its kind"));
    }

    private static Optional<Checksum> checksum(Algorithm algorithm, String base64) {
        try {
            byte[] value = Base64.getDecoder().decode(base64.strip());
            return value.length == algorithm.bytes()
                    ? Optional.of(new Checksum(algorithm, HexFormat.of().formatHex(value)))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static S3Exception invalid(String name) {
        return new S3Exception(S3Error.INVALID_REQUEST, "Value for " + name + " is invalid.");
    }
}
