package dev.cistern.node.backed;

import dev.cistern.node.store.MultipartStore;
import dev.cistern.node.store.ObjectStore;

/**
 * What a {@link BackedStore} stands before.
 *
 * @param parts of uploads to the same buckets
 */
public record Here(ObjectStore objects, MultipartStore parts) {}
