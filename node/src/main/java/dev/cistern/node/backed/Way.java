package dev.cistern.node.backed;

import dev.cistern.backends.Backend;
import dev.cistern.backends.WritableBackend;
import dev.cistern.node.store.Backing;
import dev.cistern.node.store.BucketDocument;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.BucketTraits;
import dev.cistern.node.store.Encryption;
import dev.cistern.node.store.Hops;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.Optional;

/**
 * How a request goes on to a backend.
 *
 * @param node the id of this node
 * @param hops how it came here
 */
record Way(Backends backends, String node, Hops hops) {

    /** The same for a request that came otherwise. */
    Way over(Hops came) {
        return new Way(backends, node, came);
    }

    /** @throws StoreException {@link Code#BACKEND_LOOP} where the request has been at this bucket before */
    Backend to(BucketInfo bucket) {
        return open(bucket.backend().orElseThrow(), hops.through(node, bucket.name()));
    }

    /** @throws StoreException {@link Code#READ_ONLY} where the bucket's backend is not written to */
    WritableBackend toWrite(BucketInfo bucket) {
        if (to(bucket) instanceof WritableBackend writable) {
            return writable;
        }
        throw new StoreException(
                Code.READ_ONLY,
                "bucket '" + bucket.name() + "' is read-only: its objects come from "
                        + bucket.backend().orElseThrow());
    }

    /**
     * Where a body goes elsewhere, it is encrypted there or not at all.
     *
     * @throws StoreException {@link Code#INVALID_ARGUMENT} where a client wants it encrypted by this node
     */
    static void requirePlain(ObjectName object, Optional<Encryption> wanted) {
        if (wanted.isPresent()) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "objects of bucket '" + object.bucket()
                            + "' go to its backend; this node cannot encrypt them there");
        }
    }

    /** @throws StoreException for a URL that cannot be used, or not so */
    void check(BucketTraits traits) {
        Backing backing = Optional.ofNullable(traits.documents().get(BucketDocument.BACKING))
                .map(Backing::parse)
                .orElse(Backing.USUAL);
        if (traits.backend().isEmpty() && !backing.equals(Backing.USUAL)) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "a bucket without a backend keeps all it has, and has nothing that copies are compared with, nor that"
                            + " writes go to: keep_at_most_bytes, good_for_seconds and writes are for a bucket with a"
                            + " \"backend\"");
        }
        boolean writable = traits.backend().map(url -> open(url, hops)).orElse(null) instanceof WritableBackend;
        if (backing.writes() == Backing.Writes.BACK && !writable) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    "writes cannot go back to " + traits.backend().orElseThrow());
        }
    }

    private Backend open(String url, Hops came) {
        try {
            return backends.open(url, came.text());
        } catch (IllegalArgumentException e) {
            throw new StoreException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()));
        }
    }
}
