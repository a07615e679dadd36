package dev.cistern.node;

import java.security.Security;

/** How long the JDK and gRPC, through which members agree, believe what a name server said. */
final class NameCache {
    private static final String TTL = "networkaddress.cache.ttl";
    private static final String NEGATIVE_TTL = "networkaddress.cache.negative.ttl";
    private static final String SECONDS = "3";

    private NameCache() {}

    /**
     * A member that comes back with another address, as a pod does, is found within seconds, not after the half minute that both
     * remember by themselves. To be called before anything is looked up; how long names are believed that are there, whoever
     * started the process may say otherwise.
     */
    static void keepBriefly() {
        if (Security.getProperty(TTL) == null) {
            Security.setProperty(TTL, SECONDS);
        }
        Security.setProperty(NEGATIVE_TTL, "0");
        // The same name, but a system property: gRPC's.
        if (System.getProperty(TTL) == null) {
            System.setProperty(TTL, SECONDS);
        }
    }
}
