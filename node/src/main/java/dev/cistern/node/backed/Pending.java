package dev.cistern.node.backed;

import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.PutCommand;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A write that is durable here and not in its cloud yet.
 *
 * @param since when it was made
 * @param object what was written; empty where the object was removed
 */
record Pending(ObjectName name, Instant since, Optional<ObjectInfo> object) {
    private static final String KEY = ":key";
    private static final String INTENT = ":intent";
    private static final String BEFORE = ":before";

    /** What is to become, or has become, of an object here that its cloud does not know of. */
    enum Change {
        /** None. */
        NONE,
        PUT,
        DELETE
    }

    Change change() {
        return object.isPresent() ? Change.PUT : Change.DELETE;
    }

    long bytes() {
        return object.map(ObjectInfo::size).orElse(0L);
    }

    /**
     * Says, before the object is changed, that it will be, and what its cloud did not know of before that: if the node dies
     * between the two, {@link #read} finds out which of them it is.
     */
    static PutCommand intent(ObjectName name, Change change, Change before) {
        Map<String, String> headers = Map.of(KEY, name.key(), INTENT, change.name(), BEFORE, before.name());
        return new PutCommand(OwnKeys.write(name), OptionalLong.of(0), List.of(), Conditions.NONE, headers, Map.of());
    }

    /** The object that such a record is about. */
    static ObjectName nameIn(ObjectInfo record) {
        return new ObjectName(record.name().bucket(), header(record, KEY));
    }

    /**
     * What there is to be done by such a record.
     *
     * @param object as it is here now
     * @return empty where the write that was meant never happened, and there was none before it
     */
    static Optional<Pending> read(ObjectInfo record, Optional<ObjectInfo> object) {
        Change intent = Change.valueOf(header(record, INTENT));
        boolean put = object.filter(now -> now.version() > record.version()).isPresent();
        Change happened = intent == Change.DELETE || put ? intent : Change.valueOf(header(record, BEFORE));
        return switch (happened) {
            case NONE -> Optional.empty();
            case PUT -> object.map(now -> new Pending(nameIn(record), record.modified(), Optional.of(now)));
            case DELETE -> Optional.of(new Pending(nameIn(record), record.modified(), Optional.empty()));
        };
    }

    private static String header(ObjectInfo record, String name) {
        String value = record.headers().get(name);
        if (value == null) {
            throw new IllegalStateException("a record under " + OwnKeys.WRITES + " has no " + name + ": " + record);
        }
        return value;
    }
}
