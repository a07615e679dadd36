package dev.cistern.node.engine;

import dev.cistern.node.store.ListVersions;
import dev.cistern.node.store.ListVersions.Place;
import dev.cistern.node.store.VersionId;
import dev.cistern.node.store.Versioning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a bucket with versions must hold, as lists in memory. */
final class VersionModel {
    /** Of each key, newest first; keys in order of their bytes. */
    final TreeMap<String, List<Version>> byKey = new TreeMap<>(VersionModel::compareBytes);

    Versioning versioning = Versioning.OFF;

    /**
     * A version.
     *
     * @param mark tells it apart from all others; empty for a delete marker
     */
    record Version(VersionId id, String mark) {
        boolean isMarker() {
            return mark.isEmpty();
        }
    }

    /** What a listing says of a version. */
    record Line(String key, VersionId id, boolean marker, boolean latest) {}

    Optional<Version> latest(String key) {
        return of(key).stream().findFirst().filter(version -> !version.isMarker());
    }

    Optional<Version> find(String key, VersionId id) {
        return of(key).stream().filter(version -> version.id().equals(id)).findFirst();
    }

    /** Adds an object, or a delete marker, as the bucket is now. */
    void add(String key, Version version) {
        List<Version> versions = byKey.computeIfAbsent(key, unused -> new ArrayList<>());
        if (versioning != Versioning.ENABLED) {
            versions.removeIf(old -> old.id().equals(VersionId.NULL));
        }
        versions.add(0, version);
    }

    void remove(String key, VersionId id) {
        of(key).removeIf(version -> version.id().equals(id));
        if (of(key).isEmpty()) {
            byKey.remove(key);
        }
    }

    long versions() {
        return byKey.values().stream()
                .flatMap(List::stream)
                .filter(version -> !version.isMarker())
                .count();
    }

    /** Every entry of a listing from its start: common prefixes with a line of their own. */
    List<Object> listing(String prefix, String delimiter) {
        Map<Object, Boolean> lines = new LinkedHashMap<>();
        byKey.forEach((key, versions) -> {
            if (!key.startsWith(prefix)) {
                return;
            }
            int at = delimiter.isEmpty() ? -1 : key.indexOf(delimiter, prefix.length());
            if (at >= 0) {
                lines.put(key.substring(0, at + delimiter.length()), true);
                return;
            }
            for (int i = 0; i < versions.size(); i++) {
                Version version = versions.get(i);
                lines.put(new Line(key, version.id(), version.isMarker(), i == 0), true);
            }
        });
        return List.copyOf(lines.keySet());
    }

    /** What of a whole listing comes after a place. */
    static List<Object> after(ListVersions command, List<Object> whole) {
        if (command.after().isEmpty()) {
            return whole;
        }
        Place after = command.after().get();
        boolean met = false;
        List<Object> rest = new ArrayList<>();
        for (Object line : whole) {
            String key = line instanceof Line version ? version.key() : (String) line;
            int order = compareBytes(key, after.key());
            boolean behind = order > 0 || (order == 0 && met && after.version().isPresent());
            met |= line instanceof Line version && order == 0 && after.version().equals(Optional.of(version.id()));
            if (behind && !(line instanceof String && after.key().startsWith(key))) {
                rest.add(line);
            }
        }
        return rest;
    }

    private List<Version> of(String key) {
        return byKey.getOrDefault(key, new ArrayList<>());
    }

    static int compareBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
