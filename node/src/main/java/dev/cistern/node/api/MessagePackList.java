package dev.cistern.node.api;

import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectInfo;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;

/** A page of a listing in MessagePack, with the names that AIStore's Go and Python clients read. */
final class MessagePackList {
    static final String CONTENT_TYPE = "application/msgpack";

    private MessagePackList() {}

    static Buffer encode(ListPage page, String uuid, String continuationToken) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            packer.packMapHeader(4);
            packer.packString("UUID").packString(uuid);
            packer.packString("ContinuationToken").packString(continuationToken);
            packer.packString("Entries").packArrayHeader(page.objects().size());
            for (ObjectInfo object : page.objects()) {
                pack(packer, object);
            }
            packer.packString("Flags").packInt(0);
            return Buffer.buffer(packer.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException("a buffer in memory failed", e);
        }
    }

    private static void pack(MessageBufferPacker packer, ObjectInfo object) throws IOException {
        packer.packMapHeader(5);
        packer.packString("n").packString(object.name().key());
        packer.packString("cs").packString(object.md5());
        packer.packString("v").packString(Long.toString(object.version()));
        packer.packString("s").packLong(object.size());
        packer.packString("f").packInt(BucketHandler.flags(object));
    }
}
