package dev.cistern.node.api;

import io.vertx.core.json.JsonObject;

/** The map of the cluster in AIStore's shape: this node is its one gateway and its one target. */
final class ClusterMap {
    private ClusterMap() {}

    static JsonObject of(NodeIdentity identity) {
        JsonObject gateway = node(identity, "proxy");
        return new JsonObject()
                .put("pmap", new JsonObject().put(identity.id(), gateway))
                .put("proxy_si", gateway)
                .put("tmap", new JsonObject().put(identity.id(), node(identity, "target")))
                .put("uuid", identity.id())
                .put("creation_time", "")
                .put("version", "1");
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
