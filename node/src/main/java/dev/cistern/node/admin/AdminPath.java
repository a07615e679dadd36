package dev.cistern.node.admin;

import dev.cistern.node.http.RequestTarget;
import java.util.List;
import java.util.Optional;

/** What an operator asks of a node, by the path that it is under, and who may ask for it once there are users. */
public enum AdminPath {
    /** Probes know nobody's keys. */
    HEALTH("/_health", Whose.EVERYBODYS),
    METRICS("/_metrics", Whose.METRICS_READERS),
    SETTINGS("/v1/settings", Whose.ADMINISTRATORS),
    CONNECTIONS("/v1/connections", Whose.ADMINISTRATORS),
    ADVICE("/v1/advice", Whose.ADMINISTRATORS),
    USERS("/v1/users", Whose.ENDPOINT_SAYS),
    MASTER_KEYS("/v1/master-keys", Whose.ADMINISTRATORS),
    BACKENDS("/v1/backends", Whose.ADMINISTRATORS),
    JOBS("/v1/jobs", Whose.ADMINISTRATORS),
    STORE("/v1/store", Whose.ADMINISTRATORS),
    MEMBERS("/v1/cluster/members", Whose.ADMINISTRATORS),
    CENSUS("/v1/cluster/census", Whose.ADMINISTRATORS),
    PEERS("/_peer", Whose.NODES),
    POLICIES("/v1/policies", Whose.ENDPOINT_SAYS);

    /** Asked for each request. */
    private static final List<AdminPath> ALL = List.of(values());

    private final String prefix;
    private final Whose whose;

    /** Who may ask. */
    enum Whose {
        EVERYBODYS,
        /** Users and tokens made for it; everybody, where the settings say so. */
        METRICS_READERS,
        ADMINISTRATORS,
        /** Who proves to know the cluster's secret; where there is none, administrators. */
        NODES,
        /** Administrators; what users may do with what is their own, the endpoint says. */
        ENDPOINT_SAYS
    }

    AdminPath(String prefix, Whose whose) {
        this.prefix = prefix;
        this.whose = whose;
    }

    /** What is under this path belongs to it. */
    public String prefix() {
        return prefix;
    }

    Whose whose() {
        return whose;
    }

    /** Empty where none has it. */
    public static Optional<AdminPath> of(RequestTarget target) {
        for (AdminPath path : ALL) {
            if (target.isUnder(path.prefix)) {
                return Optional.of(path);
            }
        }
        return Optional.empty();
    }
}
