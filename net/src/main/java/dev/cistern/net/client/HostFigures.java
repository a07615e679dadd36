package dev.cistern.net.client;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client knows of the machines behind a host's name.
 *
 * @param addresses those that have a connection or could not be reached, in the order of their numbers
 * @param permittedHeartbeat the shortest time between PINGs, where the peer has complained of more; absent where not. Longer
 *     than {@code transport.heartbeat_interval_ms}, it is in force instead
 */
public record HostFigures(List<Address> addresses, @Nullable Duration permittedHeartbeat) {

    /**
     * One address of a name.
     *
     * @param address in numbers
     * @param open connections to it, those being dialled and those that drain included
     * @param avoided whether it is left out for a while, because it could not be reached
     */
    public record Address(String address, int open, boolean avoided) {}
}
