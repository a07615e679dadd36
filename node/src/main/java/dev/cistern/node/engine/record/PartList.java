package dev.cistern.node.engine.record;

import dev.cistern.node.engine.record.ObjectRecord.Place;
import java.util.List;

/** The parts of an object as they stand behind the head of its record. */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record PartList(Place.Parts place, byte[] bytes) {

    public static PartList of(List<StoredPart> parts) {
        boolean placed = parts.stream().anyMatch(part -> !part.places().isFounder());
        byte[] bytes = PartFormat.encodeList(parts, placed);
        return new PartList(new Place.Parts(RecordOutput.crc32c(bytes, 0, bytes.length), placed), bytes);
    }
}
