package dev.cistern.conf;

/** Which part of the node a key concerns. */
public enum Layer {
    SERVER("layer 1, clients to node"),
    PEERS("layer 2, node to peers"),
    BACKENDS("layer 3, node to clouds"),
    ALL("all layers"),
    CLUSTER("cluster"),
    STORE("store"),
    NODE("process"),
    S3("S3 API"),
    LOG("logs");

    private final String label;

    Layer(String label) {
        this.label = label;
    }

    /** In words. */
    public String label() {
        return label;
    }
}
