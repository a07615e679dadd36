package dev.cistern.cluster;

import dev.cistern.cluster.meta.Member;
import dev.cistern.cluster.raft.Ballot;
import dev.cistern.conf.live.ChangeRequest;
import dev.cistern.conf.live.CommittedOverrides;
import dev.cistern.conf.live.OverrideValue;
import dev.cistern.conf.live.Scope;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What nodes tell each other, as JSON. Reading throws a RuntimeException of one kind or another for what is not of the form. */
final class PeerJson {
    private PeerJson() {}

    static JsonObject member(Member member) {
        return new JsonObject()
                .put("name", member.name())
                .put("incarnation", member.incarnation())
                .put("raft_address", member.raftAddress())
                .put("url", member.url())
                .put("zone", member.zone())
                .put("weight", member.weight())
                .put("version", member.version())
                .put("state", member.state().name().toLowerCase(Locale.ROOT));
    }

    static Member member(JsonObject json) {
        return new Member(
                json.getString("name"),
                json.getString("incarnation"),
                json.getString("raft_address"),
                json.getString("url"),
                json.getString("zone"),
                json.getInteger("weight"),
                json.getString("version"),
                Member.State.valueOf(json.getString("state").toUpperCase(Locale.ROOT)));
    }

    static JsonObject ballot(Ballot ballot) {
        JsonArray voters = new JsonArray();
        ballot.voters().forEach(set -> voters.add(new JsonArray(List.copyOf(set))));
        return new JsonObject()
                .put("term", ballot.term())
                .put("leads", ballot.leads())
                .put("committed", ballot.committed())
                .put("voters", voters);
    }

    static Ballot ballot(JsonObject json) {
        JsonArray written = json.getJsonArray("voters");
        List<Set<String>> voters = IntStream.range(0, written.size())
                .mapToObj(i ->
                        written.getJsonArray(i).stream().map(String::valueOf).collect(Collectors.toSet()))
                .toList();
        return new Ballot(json.getLong("term"), json.getBoolean("leads"), json.getLong("committed"), voters);
    }

    static JsonObject committed(CommittedOverrides committed) {
        JsonObject values = new JsonObject();
        committed
                .values()
                .forEach((key, value) -> values.put(
                        key,
                        new JsonObject()
                                .put("value", value.value())
                                .put("who", value.who())
                                .put("when", value.when().toString())));
        return new JsonObject()
                .put("version", committed.version())
                .put("values", values)
                .put("who", committed.who())
                .put("on_trial", committed.onTrial());
    }

    static CommittedOverrides committed(JsonObject json) {
        NavigableMap<String, OverrideValue> values = new TreeMap<>();
        JsonObject written = json.getJsonObject("values");
        for (String key : written.fieldNames()) {
            JsonObject value = written.getJsonObject(key);
            values.put(
                    key,
                    new OverrideValue(
                            value.getString("value"), value.getString("who"), Instant.parse(value.getString("when"))));
        }
        return new CommittedOverrides(
                json.getLong("version"), values, json.getString("who"), json.getBoolean("on_trial"));
    }

    static JsonObject change(ChangeRequest request) {
        JsonObject set = new JsonObject();
        request.set().forEach(set::put);
        Duration within = request.confirmWithin();
        return new JsonObject()
                .put("set", set)
                .put("unset", new JsonArray(List.copyOf(request.unset())))
                .put("who", request.who())
                .put("confirm_within_ms", within == null ? null : within.toMillis());
    }

    static ChangeRequest change(JsonObject json) {
        Map<String, String> set = new LinkedHashMap<>();
        json.getJsonObject("set").forEach(entry -> set.put(entry.getKey(), String.valueOf(entry.getValue())));
        Set<String> unset = new TreeSet<>();
        json.getJsonArray("unset").forEach(key -> unset.add(String.valueOf(key)));
        @Nullable Long within = json.getLong("confirm_within_ms");
        return new ChangeRequest(
                Scope.CLUSTER, set, unset, json.getString("who"), within == null ? null : Duration.ofMillis(within));
    }
}
