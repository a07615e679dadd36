package dev.cistern.node.engine.record;

import dev.cistern.node.store.ObjectInfo.Standing;
import dev.cistern.node.store.ObjectInfo.Traits;
import dev.cistern.node.store.ObjectLock;
import dev.cistern.node.store.ObjectLock.Hold;
import dev.cistern.node.store.ObjectLock.Mode;
import dev.cistern.node.store.ObjectLock.Retention;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What few objects have, as names and texts in their records; {@code docs/formats/records.md} describes each. */
final class MoreTraits {
    private static final String STANDING = "version";
    private static final String RETENTION = "retention";
    private static final String HOLD = "hold";

    private MoreTraits() {}

    /** Empty where an object has none of them. */
    static Map<String, String> write(Traits traits) {
        if (traits.standing() == Standing.NULL && traits.lock().equals(ObjectLock.NONE)) {
            return Map.of();
        }
        Map<String, String> more = new HashMap<>();
        if (traits.standing() != Standing.NULL) {
            more.put(STANDING, traits.standing().name());
        }
        traits.lock()
                .retention()
                .ifPresent(kept ->
                        more.put(RETENTION, kept.mode() + " " + kept.until().toEpochMilli()));
        if (traits.lock().hold() != Hold.UNSET) {
            more.put(HOLD, traits.lock().hold().name());
        }
        return more;
    }

    /** @throws IllegalArgumentException where a text is none of its kind */
    static Traits read(Map<String, String> more, Traits usual) {
        Optional<Retention> retention = Optional.ofNullable(more.get(RETENTION)).map(MoreTraits::retention);
        ObjectLock lock = new ObjectLock(retention, Hold.valueOf(more.getOrDefault(HOLD, Hold.UNSET.name())));
        Standing standing = Standing.valueOf(more.getOrDefault(STANDING, Standing.NULL.name()));
        return new Traits(usual.tags(), usual.checksum(), usual.multipart(), standing, lock);
    }

    private static Retention retention(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw new IllegalArgumentException("'" + text + "' is no retention");
        }
        return new Retention(
                Mode.valueOf(text.substring(0, space)),
                Instant.ofEpochMilli(Long.parseLong(text.substring(space + 1))));
    }
}
