package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketName;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the documents of one kind mean, by bucket; each text is read once, and not once per request. Used by all event loops. */
final class ParsedDocuments<T> {
    private static final Logger log = LoggerFactory.getLogger(ParsedDocuments.class);
    /** Twice as many as a node has buckets; more are those of buckets that are gone. */
    private static final int MOST = 20_000;

    private final BucketDocument document;
    private final Function<String, T> reader;
    private final ConcurrentMap<BucketName, Parsed<T>> known = new ConcurrentHashMap<>();

    private record Parsed<T>(String text, Optional<T> meaning) {}

    /** @param reader throws {@link S3Exception} where a text means nothing */
    ParsedDocuments(BucketDocument document, Function<String, T> reader) {
        this.document = document;
        this.reader = reader;
    }

    /** Empty where the bucket has no such document. */
    Optional<T> of(BucketInfo bucket) {
        String text = bucket.traits().documents().get(document);
        if (text == null) {
            return Optional.empty();
        }
        Parsed<T> parsed = known.get(bucket.name());
        // The same object in nearly all cases, which costs no comparison.
        if (parsed == null || !parsed.text.equals(text)) {
            if (known.size() >= MOST) {
                known.clear();
            }
            parsed = new Parsed<>(text, read(bucket, text));
            known.put(bucket.name(), parsed);
        }
        return parsed.meaning;
    }

    private Optional<T> read(BucketInfo bucket, String text) {
        try {
            return Optional.of(reader.apply(text));
        } catch (S3Exception e) {
            log.warn("the {} of bucket {} is not understood, and so not in force", document.title(), bucket.name(), e);
            return Optional.empty();
        }
    }
}
