package dev.cistern.node.engine;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import dev.cistern.node.engine.seal.BodySeal;
import dev.cistern.node.engine.seal.BodySealer;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.BodyDigests;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.buffer.BufferInternal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a body before it is stored: it is digested as it came and then, where its object is encrypted, sealed, so
 * that only sealed bytes go on. Used by one thread at a time.
 */
final class BodyCoder {
    private final BodyDigests digests;
    private final Optional<BodySeal> seal;
    private @Nullable BodySealer sealer;
    private long size;

    BodyCoder(BodyChecks checks, Optional<BodySeal> seal) {
        this.digests = new BodyDigests(checks);
        this.seal = seal;
    }

    /** Whether what is stored is longer than what came. */
    boolean isSealing() {
        return seal.isPresent();
    }

    /** Takes the next piece of the body, and gives what can be stored already: the piece itself where nothing is sealed. */
    List<ByteBuffer> pass(List<Buffer> piece) {
        List<ByteBuffer> out = new ArrayList<>(piece.size());
        for (Buffer buffer : piece) {
            for (ByteBuffer part : ((BufferInternal) buffer).getByteBuf().nioBuffers()) {
                digests.update(part);
                size += part.remaining();
                if (seal.isPresent()) {
                    sealer(seal.get()).update(part, out);
                } else {
                    out.add(part);
                }
            }
        }
        return out;
    }

    /** What is left to be stored behind all that came. */
    Optional<ByteBuffer> end() {
        return seal.map(by -> sealer(by).finish());
    }

    /**
     * Ends the body.
     *
     * @throws dev.cistern.node.store.StoreException where it is not what its client said
     */
    BodyDigests.Values finish() {
        BodyDigests.Values values = digests.finish();
        return seal.map(by -> new BodyDigests.Values(by.etag(values.md5()), values.kept()))
                .orElse(values);
    }

    Received received(BodyDigests.Values values, Place place, byte[] inline) {
        return new Received(size, values, place, inline, seal);
    }

    private BodySealer sealer(BodySeal by) {
        BodySealer made = sealer;
        if (made == null) {
            made = by.sealer();
            sealer = made;
        }
        return made;
    }
}
