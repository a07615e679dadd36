package dev.cistern.cluster;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a data folder remembers of the cluster that it belongs to.
 *
 * @param cluster its id, which is also that of its meta group
 * @param name of this node among the members
 * @param incarnation of this folder
 * @param raftPort where its Raft server listens
 * @param phase where it is on its way in or out
 * @param contacts where members were last reached
 */
record Identity(UUID cluster, String name, String incarnation, int raftPort, Phase phase, List<String> contacts) {
    private static final int FORMAT = 1;

    /** Where a node is on its way in or out. */
    enum Phase {
        /** It was about to be the first; nobody else can have joined. */
        FOUNDING,
        /** It was told which cluster it will belong to, and may be a voter already. */
        JOINING,
        MEMBER,
        /** It was removed, and belongs to no other cluster since. */
        REMOVED
    }

    String peerId() {
        return name + "-" + incarnation;
    }

    Identity in(Phase next) {
        return new Identity(cluster, name, incarnation, raftPort, next, contacts);
    }

    Identity with(List<String> others) {
        return new Identity(cluster, name, incarnation, raftPort, phase, others);
    }

    String toText() {
        return new JsonObject()
                        .put("format", FORMAT)
                        .put("cluster", cluster.toString())
                        .put("name", name)
                        .put("incarnation", incarnation)
                        .put("raft_port", raftPort)
                        .put("phase", phase.name().toLowerCase(Locale.ROOT))
                        .put("contacts", new JsonArray(contacts))
                        .encodePrettily()
                + "\n";
    }

    /** Throws a RuntimeException of one kind or another for a text that is not of this form. */
    static Identity read(String text) {
        JsonObject json = new JsonObject(text);
        @Nullable Integer format = json.getInteger("format");
        if (format == null || format != FORMAT) {
            throw new IllegalArgumentException("format " + format + " is not known");
        }
        return new Identity(
                UUID.fromString(json.getString("cluster")),
                json.getString("name"),
                json.getString("incarnation"),
                json.getInteger("raft_port"),
                Phase.valueOf(json.getString("phase").toUpperCase(Locale.ROOT)),
                json.getJsonArray("contacts").stream().map(String::valueOf).toList());
    }
}
