package dev.cistern.node.engine;

import dev.cistern.node.engine.record.StoredPart;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BodyDigests;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Multiparts;
import dev.cistern.node.store.Multiparts.CompleteUpload;
import dev.cistern.node.store.Multiparts.CreateUpload;
import dev.cistern.node.store.Multiparts.NamedPart;
import dev.cistern.node.store.Multiparts.UploadChecksum;
import dev.cistern.node.store.ObjectInfo.KeptChecksum;
import dev.cistern.node.store.ObjectInfo.Multipart;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Which stored parts make an object, and what they come to together.
 *
 * @param parts in order
 * @param unused stored parts that the client did not name
 */
record PartChoice(List<StoredPart> parts, List<StoredPart> unused, Optional<KeptChecksum> checksum) {

    /** @throws StoreException where a part named is missing, another, too small or out of order */
    static PartChoice of(CompleteUpload command, CreateUpload begun, List<StoredPart> stored) {
        Map<Integer, StoredPart> byNumber = new HashMap<>();
        stored.forEach(part -> byNumber.put(part.part().number(), part));
        List<StoredPart> parts = new ArrayList<>();
        int before = 0;
        for (NamedPart named : command.parts()) {
            if (named.number() <= before) {
                throw new StoreException(
                        Code.INVALID_PART_ORDER,
                        "part " + named.number() + " comes behind part " + before + "; parts are named in order");
            }
            before = named.number();
            parts.add(chosen(named, byNumber.remove(named.number())));
        }
        if (parts.isEmpty()) {
            throw new StoreException(Code.INVALID_PART, "an object is made of one part at least");
        }
        requireSizes(parts);
        Optional<KeptChecksum> checksum = begun.checksum().flatMap(wanted -> checksum(wanted, parts));
        command.checksum().ifPresent(expected -> requireChecksum(expected, checksum));
        return new PartChoice(parts, List.copyOf(byNumber.values()), checksum);
    }

    /** @throws StoreException where they are not as long as the client says */
    void requireSize(OptionalLong announced) {
        if (announced.isPresent() && announced.getAsLong() != size()) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "the parts have " + size() + " bytes together, not " + announced.getAsLong() + " as announced");
        }
    }

    long size() {
        return parts.stream().mapToLong(part -> part.part().size()).sum();
    }

    Multipart multipart(long upload) {
        List<String> md5s = parts.stream().map(part -> part.part().md5()).toList();
        return new Multipart(parts.size(), digestOf("MD5", md5s), upload);
    }

    private static StoredPart chosen(NamedPart named, @Nullable StoredPart stored) {
        boolean same = stored != null
                && stored.part().md5().equals(named.md5())
                && (named.checksum().isEmpty()
                        || stored.part().checksum().isEmpty()
                        || named.checksum().equals(stored.part().checksum()));
        if (stored == null || !same) {
            throw new StoreException(
                    Code.INVALID_PART,
                    "part " + named.number() + (stored == null ? " was not uploaded" : " is not the one named"));
        }
        return stored;
    }

    private static void requireSizes(List<StoredPart> parts) {
        for (StoredPart part : parts.subList(0, parts.size() - 1)) {
            if (part.part().size() < Multiparts.LEAST_PART_BYTES) {
                throw new StoreException(
                        Code.PART_TOO_SMALL,
                        "part " + part.part().number() + " has " + part.part().size() + " bytes; all but the last need "
                                + Multiparts.LEAST_PART_BYTES);
            }
        }
    }

    private static void requireChecksum(Checksum expected, Optional<KeptChecksum> actual) {
        if (actual.isPresent() && !actual.get().value().equals(expected)) {
            throw new StoreException(
                    Code.CHECKSUM_MISMATCH,
                    "the object's " + expected.algorithm() + " is "
                            + actual.get().value().hex() + ", not " + expected.hex() + " as announced");
        }
    }

    private static Optional<KeptChecksum> checksum(UploadChecksum wanted, List<StoredPart> parts) {
        Algorithm algorithm = wanted.algorithm();
        List<Checksum> values = new ArrayList<>();
        for (StoredPart part : parts) {
            Optional<Checksum> value = part.part().checksum().filter(kept -> kept.algorithm() == algorithm);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        if (wanted.composite()) {
            return Optional.of(new KeptChecksum(composite(algorithm, values), true));
        }
        Checksum joined = values.get(0);
        for (int i = 1; i < values.size(); i++) {
            joined = CrcJoin.join(joined, values.get(i), parts.get(i).part().size());
        }
        return Optional.of(new KeptChecksum(joined, false));
    }

    private static Checksum composite(Algorithm algorithm, List<Checksum> values) {
        BodyDigests digests =
                new BodyDigests(new BodyChecks(List.of(), Optional.empty(), Optional.of(algorithm), List::of));
        values.forEach(value -> digests.update(ByteBuffer.wrap(HexFormat.of().parseHex(value.hex()))));
        return digests.finish().kept().orElseThrow();
    }

    private static String digestOf(String algorithm, List<String> hexes) {
        var digest = BodyDigests.digest(algorithm);
        hexes.forEach(hex -> digest.update(HexFormat.of().parseHex(hex)));
        return HexFormat.of().formatHex(digest.digest());
    }
}
