package dev.cistern.node.engine;

import dev.cistern.node.engine.record.Found;
import dev.cistern.node.engine.record.ObjectKey;
import dev.cistern.node.engine.record.RecordBatch;
import dev.cistern.node.engine.record.VersionKey;
import dev.cistern.node.engine.record.VersionRecords;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.VersionId;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The versions of one bucket that are not the latest, and its delete markers, as a round leaves them: what is stored, and
 * what the round has changed before. Confined to the committer.
 */
final class History {
    private final long bucketId;
    private final VersionRecords records;
    private final RecordBatch batch;
    /** By key and number; empty where the round removes it. */
    private final Map<String, NavigableMap<Long, Optional<Found>>> changed = new HashMap<>();

    /** By key, the number above which every stored version is among the changed, so that a round passes each but once. */
    private final Map<String, Long> searchedDownTo = new HashMap<>();

    private final Map<String, OptionalLong> nullNumbers = new HashMap<>();

    History(long bucketId, VersionRecords records, RecordBatch batch) {
        this.bucketId = bucketId;
        this.records = records;
        this.batch = batch;
    }

    Optional<Found> find(ObjectName name, VersionId id) {
        OptionalLong number = id.equals(VersionId.NULL) ? nullNumber(name.key()) : OptionalLong.of(id.number());
        if (number.isEmpty()) {
            return Optional.empty();
        }
        Optional<Found> pending = of(name.key()).get(number.getAsLong());
        Optional<Found> found = pending != null ? pending : records.findOlder(name, bucketId, number.getAsLong());
        return found.filter(version -> version.object().info().versionId().equals(id));
    }

    /** By the number alone, also of the null version. */
    Optional<Found> numbered(ObjectName name, long number) {
        Optional<Found> pending = of(name.key()).get(number);
        return pending != null ? pending : records.findOlder(name, bucketId, number);
    }

    Optional<Found> newest(ObjectName name) {
        NavigableMap<Long, Optional<Found>> pending = of(name.key());
        VersionKey from = new VersionKey(bucketId, name.key(), searchedDownTo.getOrDefault(name.key(), Long.MAX_VALUE));
        Optional<Found> stored = records.newest(name, from, number -> !pending.containsKey(number));
        searchedDownTo.put(name.key(), stored.map(History::number).orElse(0L));
        Optional<Found> added = pending.descendingMap().values().stream()
                .flatMap(Optional::stream)
                .findFirst();
        return stored.isPresent() && (added.isEmpty() || number(stored.get()) > number(added.get())) ? stored : added;
    }

    /** Adds a version, or another record of one that is here. */
    void put(Found version) {
        ObjectInfo info = version.object().info();
        VersionKey key = key(info);
        batch.putVersion(key, version.record());
        of(key.key()).put(key.number(), Optional.of(version));
        if (!info.traits().standing().isNamed()) {
            batch.putNullVersion(key);
            nullNumbers.put(key.key(), OptionalLong.of(key.number()));
        }
    }

    void remove(ObjectInfo version) {
        VersionKey key = key(version);
        batch.deleteVersion(key);
        of(key.key()).put(key.number(), Optional.empty());
        if (!version.traits().standing().isNamed()) {
            batch.deleteNullVersion(new ObjectKey(bucketId, key.key()));
            nullNumbers.put(key.key(), OptionalLong.empty());
        }
    }

    private OptionalLong nullNumber(String key) {
        return nullNumbers.computeIfAbsent(key, stored -> records.nullNumber(new ObjectKey(bucketId, stored)));
    }

    private NavigableMap<Long, Optional<Found>> of(String key) {
        return changed.computeIfAbsent(key, unused -> new TreeMap<>());
    }

    private VersionKey key(ObjectInfo version) {
        return new VersionKey(bucketId, version.name().key(), version.version());
    }

    private static long number(Found version) {
        return version.object().info().version();
    }
}
