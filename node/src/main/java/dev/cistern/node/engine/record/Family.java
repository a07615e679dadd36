package dev.cistern.node.engine.record;

/** The column families, in the order in which they are opened. */
enum Family {
    /** What RocksDB insists on; empty. */
    DEFAULT("default"),
    /** Bucket name → {@link BucketRecordFormat}. */
    BUCKETS("buckets"),
    /** {@link ObjectKey} → {@link ObjectRecordFormat}. */
    OBJECTS("objects"),
    /** Blob id → {@link ObjectKey} of the object it belongs to. */
    BLOBS("blobs"),
    /** {@link SystemKey} → number or nothing. */
    SYSTEM("system"),
    /** {@link UploadKey} → {@link UploadFormat}. */
    UPLOADS("uploads"),
    /** Upload and number → {@link PartFormat}. */
    PARTS("parts"),
    /** {@link VersionKey} → {@link ObjectRecordFormat}: versions that are not the latest, and delete markers. */
    VERSIONS("versions"),
    /** {@link ObjectKey} → number of the null version, where that is among {@link #VERSIONS}. */
    NULL_VERSIONS("null-versions");

    private final String title;

    Family(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
