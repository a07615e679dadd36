package dev.cistern.node.engine.record;

import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.util.List;

/** An object's record, with the bytes that live in it. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record Found(ObjectRecord object, byte[] record) {
    static Found of(ObjectName name, byte[] record) throws DamagedRecordException {
        return new Found(ObjectRecordFormat.decode(name, record), record);
    }

    /** The bytes of a small object, verified. */
    public byte[] inlineBytes() {
        try {
            return ObjectRecordFormat.inlineBytes(object, record);
        } catch (DamagedRecordException e) {
            throw corrupt(e);
        }
    }

    /** The parts it was put together from, verified; none where it was stored at once. */
    public List<StoredPart> parts() {
        try {
            return ObjectRecordFormat.parts(object, record);
        } catch (DamagedRecordException e) {
            throw corrupt(e);
        }
    }

    /** What follows the head: bytes of the object, the list of parts, or nothing. */
    public byte[] tail() {
        try {
            return ObjectRecordFormat.tail(object, record);
        } catch (DamagedRecordException e) {
            throw corrupt(e);
        }
    }

    private static StoreException corrupt(DamagedRecordException e) {
        return new StoreException(Code.CORRUPT, String.valueOf(e.getMessage()), e);
    }
}
