package dev.cistern.node.engine.record;

/** Numbers that only grow; each is the next to be given. */
public enum Counter {
    BUCKET_ID("next-bucket-id"),
    BLOB_ID("next-blob-id"),
    VERSION("next-version");

    private final String key;

    Counter(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }
}
