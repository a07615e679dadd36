package dev.cistern.node.api;

import io.vertx.core.json.JsonObject;

/** The map of the cluster in AIStore's shape: this node is its one gateway and its one target. */
final class ClusterMap {
    private static final String VERSION = "1";
    /** Clients refuse a node of another major version than theirs. */
    private static final String AISTORE_VERSION = "5.0.0";

    private ClusterMap() {}

    static JsonObject of(NodeIdentity identity) {
        JsonObject gateway = node(identity, "proxy");
        return new JsonObject()
                .put("pmap", new JsonObject().put(identity.id(), gateway))
                .put("proxy_si", gateway)
                .put("tmap", new JsonObject().put(identity.id(), node(identity, "target")))
                .put("uuid", identity.id())
                .put("creation_time", "")
                .put("version", VERSION);
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
        return new JsonObject()
                .put("public_net", network)
                .put("intra_control_net", network)
                .put("intra_data_net", network)
                .put("daemon_type", type)
                .put("daemon_id", identity.id())
                .put("flags", 0)
                .put("id_digest", Integer.toUnsignedLong(identity.id().hashCode()));
    }
}
