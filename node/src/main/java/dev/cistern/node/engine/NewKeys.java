package dev.cistern.node.engine;

import dev.cistern.node.engine.seal.BodySeal;
import dev.cistern.node.engine.seal.DataKey;
import dev.cistern.node.engine.seal.Identity;
import dev.cistern.node.engine.seal.Seals;
import dev.cistern.node.store.BucketInfo;
import dev.cistern.node.store.CustomerKey;
import dev.cistern.node.store.Encrypted;
import dev.cistern.node.store.Encryption;
import dev.cistern.node.store.Multiparts.PutPart;
import dev.cistern.node.store.Multiparts.Upload;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.util.Optional;

/** The keys of objects and parts that are to be written, made and opened on reader threads. Used by any thread. */
final class NewKeys {
    private final Reads reads;
    private final Seals seals;

    NewKeys(Reads reads, Seals seals) {
        this.reads = reads;
        this.seals = seals;
    }

    Reads reads() {
        return reads;
    }

    /** The key of a new object; empty where it is not to be encrypted. */
    Future<Optional<DataKey>> begin(ObjectName object, BucketInfo bucket, Optional<Encryption> encryption) {
        return reads.onReader(
                () -> encryption.map(wanted -> seals.begin(new Identity(bucket.id(), object.key()), wanted)));
    }

    /**
     * How a part is sealed; empty where its object is not encrypted. Blocks.
     *
     * @throws StoreException {@link Code#INVALID_ARGUMENT} where its key is not the one that the upload was begun with
     */
    Optional<BodySeal> ofPart(PutPart command, Upload upload, BucketInfo bucket) {
        requireKey(upload.encrypted(), command.key());
        Identity identity = new Identity(bucket.id(), upload.name().object().key());
        return upload.encrypted()
                .map(encrypted -> seals.open(identity, encrypted, command.key()))
                .map(key -> key.part(seals.newSalt(), command.number()));
    }

    /** In the words that Amazon has for parts. */
    private static void requireKey(Optional<Encrypted> begun, Optional<CustomerKey> given) {
        try {
            Encrypted.requireKey(begun, given);
        } catch (StoreException e) {
            throw new StoreException(
                    Code.INVALID_ARGUMENT,
                    e.code() == Code.KEY_WRONG
                            ? "The provided encryption parameters did not match the ones used originally."
                            : "The multipart upload initiate requested encryption. Subsequent part requests must include"
                                    + " the appropriate encryption parameters.");
        }
    }
}
