package dev.cistern.node.store;

import dev.cistern.node.store.Checksum.Algorithm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The words of {@link MultipartStore}: what goes in and what comes out. */
public final class Multiparts {
    /** Most parts of an object, and the greatest number of a part. */
    public static final int MAX_PARTS = 10_000;
    /** Least bytes of every part but the last. */
    public static final long LEAST_PART_BYTES = 5L << 20;
    /** Most bytes of a part. */
    public static final long MOST_PART_BYTES = 5L << 30;

    private Multiparts() {}

    /**
     * An upload in progress.
     *
     * @param id its number, never given twice
     */
    public record UploadName(ObjectName object, long id) {}

    /**
     * An upload to be begun.
     *
     * @param headers see {@link ObjectInfo#headers()}
     * @param metadata see {@link ObjectInfo#metadata()}
     * @param tags see {@link ObjectInfo.Traits#tags()}
     * @param checksum what is to be kept of the object beside its MD5
     * @param lock see {@link PutCommand#lock()}
     * @param encryption as the request asks; empty for the bucket's default, and once it is begun
     */
    public record CreateUpload(
            ObjectName object,
            Map<String, String> headers,
            Map<String, String> metadata,
            Map<String, String> tags,
            Optional<UploadChecksum> checksum,
            ObjectLock lock,
            Optional<Encryption> encryption) {
        public CreateUpload {
            headers = Map.copyOf(headers);
            metadata = Map.copyOf(metadata);
            tags = Map.copyOf(tags);
        }

        /** An upload that is encrypted if its bucket says so. */
        public CreateUpload(
                ObjectName object,
                Map<String, String> headers,
                Map<String, String> metadata,
                Map<String, String> tags,
                Optional<UploadChecksum> checksum,
                ObjectLock lock) {
            this(object, headers, metadata, tags, checksum, lock, Optional.empty());
        }

        /** An upload whose writer wants no lock, and that is encrypted if its bucket says so. */
        public CreateUpload(
                ObjectName object,
                Map<String, String> headers,
                Map<String, String> metadata,
                Map<String, String> tags,
                Optional<UploadChecksum> checksum) {
            this(object, headers, metadata, tags, checksum, ObjectLock.NONE);
        }
    }

    /** @param composite whether it is that of the parts' checksums, and not that of the bytes */
    public record UploadChecksum(Algorithm algorithm, boolean composite) {}

    /**
     * An upload that was begun.
     *
     * @param command what it was begun with
     * @param encrypted how its parts and its object are encrypted
     */
    public record Upload(UploadName name, Instant begun, CreateUpload command, Optional<Encrypted> encrypted) {}

    /**
     * A part to be stored.
     *
     * @param number 1–10,000
     * @param length bytes the client announced; empty when it announced none
     * @param key that came with the request
     */
    public record PutPart(
            UploadName upload, int number, OptionalLong length, BodyChecks checks, Optional<CustomerKey> key) {}

    /** @param encrypted of the upload */
    public record AcceptedPart(Part part, Optional<Encrypted> encrypted) {}

    /**
     * A part that is stored.
     *
     * @param size bytes
     * @param md5 32 lower-case hexadecimal digits
     */
    public record Part(int number, long size, String md5, Instant modified, Optional<Checksum> checksum) {}

    /**
     * A part as its client names it.
     *
     * @param md5 32 lower-case hexadecimal digits
     */
    public record NamedPart(int number, String md5, Optional<Checksum> checksum) {}

    /**
     * An upload to be completed.
     *
     * @param parts in ascending order of number
     * @param conditions evaluated when the object is committed
     * @param checksum what the whole object must come to
     * @param size bytes the whole object must have
     */
    public record CompleteUpload(
            UploadName upload,
            List<NamedPart> parts,
            Conditions conditions,
            Optional<Checksum> checksum,
            OptionalLong size) {
        public CompleteUpload {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A page of parts wanted.
     *
     * @param after only parts of greater numbers
     * @param atMost entries, 0–1,000
     */
    public record ListParts(UploadName upload, int after, int atMost) {}

    /**
     * A page of parts.
     *
     * @param next what {@link ListParts#after()} gives the next page; empty when this was the last
     */
    public record PartPage(Upload upload, List<Part> parts, OptionalInt next) {
        public PartPage {
            parts = List.copyOf(parts);
        }
    }

    /**
     * A page of uploads wanted, in order of key and then of age.
     *
     * @param prefix only keys that begin with it
     * @param delimiter folds keys as in {@link ListCommand#delimiter()}
     * @param after only uploads after this place
     * @param atMost entries and common prefixes, 0–1,000
     */
    public record ListUploads(BucketName bucket, String prefix, String delimiter, Optional<Place> after, int atMost) {}

    /**
     * A place in a listing of uploads.
     *
     * @param upload a number; empty for after all uploads of the key
     */
    public record Place(String key, OptionalLong upload) {}

    /**
     * A page of uploads.
     *
     * @param next where the next page begins; empty when this was the last
     */
    public record UploadPage(List<Upload> uploads, List<String> commonPrefixes, Optional<Place> next) {
        public UploadPage {
            uploads = List.copyOf(uploads);
            commonPrefixes = List.copyOf(commonPrefixes);
        }
    }

    /** @param parts in order; empty where the object was stored at once */
    public record ObjectParts(ObjectInfo object, List<Part> parts) {
        public ObjectParts {
            parts = List.copyOf(parts);
        }
    }
}
