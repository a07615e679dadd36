package dev.cistern.node.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/** The map of the cluster in AIStore's shape: every node is a gateway and a target. */
final class ClusterMap {
    private static final String VERSION = "1";
    /** Clients refuse a node of another major version than theirs. */
    private static final String AISTORE_VERSION = "5.0.0";

    private ClusterMap() {}

    /** @param view of the cluster, as its members' endpoint shows it; names this node by its id there */
    static JsonObject of(NodeIdentity identity, JsonObject view) {
        JsonObject gateway = node(identity, "proxy");
        JsonObject gateways = new JsonObject().put(identity.id(), gateway);
        JsonObject targets = new JsonObject().put(identity.id(), node(identity, "target"));
        JsonArray members = view.getJsonArray("members");
        for (int i = 0; i < members.size(); i++) {
            JsonObject member = members.getJsonObject(i);
            String name = member.getString("name");
            if (!name.equals(view.getString("this"))) {
                gateways.put(name, node(member, "proxy"));
                targets.put(name, node(member, "target"));
            }
        }
        long epoch = view.getLong("epoch", 0L);
        return new JsonObject()
                .put("pmap", gateways)
                .put("proxy_si", gateway)
                .put("tmap", targets)
                .put("uuid", view.getValue("cluster") == null ? identity.id() : view.getString("cluster"))
                .put("creation_time", "")
                .put("version", epoch == 0 ? VERSION : Long.toString(epoch));
    }

    private static JsonObject node(JsonObject member, String type) {
        URI url = URI.create(member.getString("url"));
        return node(
                member.getString("name"),
                type,
                new JsonObject()
                        .put("node_ip_addr", url.getHost())
                        .put("daemon_port", Integer.toString(url.getPort()))
                        .put("direct_url", url.toString()));
    }

    /** The node in the shape of a status, without what only its owner can add. */
    static JsonObject status(NodeIdentity identity) {
        return new JsonObject()
                .put("status", "online")
                .put("ais_version", AISTORE_VERSION)
                .put("smap_version", VERSION)
                .put("snode", node(identity, "target"));
    }

    /** Of the metadata; AIStore has more kinds of it than this node. */
    static JsonObject versions(String config) {
        return new JsonObject().put("smap_version", VERSION).put("config_version", config);
    }

    private static JsonObject node(NodeIdentity identity, String type) {
        JsonObject network = new JsonObject()
                .put("node_ip_addr", identity.host())
                .put("daemon_port", Integer.toString(identity.port().getAsInt()))
                .put("direct_url", identity.url().get());
        return node(identity.id(), type, network);
    }

    private static JsonObject node(String id, String type, JsonObject network) {
        return new JsonObject()
                .put("public_net", network)
                .put("intra_control_net", network)
                .put("intra_data_net", network)
                .put("daemon_type", type)
                .put("daemon_id", id)
                .put("flags", 0)
                .put("id_digest", Integer.toUnsignedLong(id.hashCode()));
    }
}
