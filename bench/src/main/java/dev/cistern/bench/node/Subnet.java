package dev.cistern.bench.node;

import dev.cistern.bench.speed.Tools;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hosts with addresses of their own on this machine: a network namespace each, tied to one bridge, on which this machine has an
 * address too. What one sends to another can be dropped, in one direction, and nobody is told. Linux, as root. Used by one
 * thread.
 */
public final class Subnet implements AutoCloseable {
    private static final String NETWORK = "10.214.78.";
    private static final String HERE = NETWORK + "1";
    private static final String BRIDGE = "cistern-bench";

    private final List<Host> hosts = new ArrayList<>();
    private int next = 2;

    private Subnet() {}

    /**
     * One of them.
     *
     * @param name of its namespace
     * @param address IPv4
     */
    public record Host(String name, String address) {
        /** What goes before the command line of a program that shall run there. */
        public List<String> prefix() {
            return List.of("ip", "netns", "exec", name);
        }
    }

    /** Makes one without hosts, or says why that cannot be done here. */
    public static Optional<Subnet> make(Trial trial) throws InterruptedException {
        Subnet subnet = new Subnet();
        try {
            ip("link", "add", BRIDGE, "type", "bridge");
            Subnet kept = trial.keep(subnet);
            ip("addr", "add", HERE + "/24", "dev", BRIDGE);
            ip("link", "set", BRIDGE, "up");
            return Optional.of(kept);
        } catch (IOException e) {
            trial.say("no network of its own: %s", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** This machine's address there. */
    public String address() {
        return HERE;
    }

    /** A new host; no address is given twice. At most 250. */
    public Host host() throws IOException, InterruptedException {
        int number = next++;
        Host host = new Host(BRIDGE + number, NETWORK + number);
        ip("netns", "add", host.name);
        hosts.add(host);
        ip("link", "add", "cistern" + number, "type", "veth", "peer", "name", "eth0", "netns", host.name);
        ip("link", "set", "cistern" + number, "master", BRIDGE, "up");
        ip("-n", host.name, "addr", "add", host.address + "/24", "dev", "eth0");
        ip("-n", host.name, "link", "set", "eth0", "up");
        ip("-n", host.name, "link", "set", "lo", "up");
        return host;
    }

    /** Takes it off the network, with all that runs on it. */
    public void remove(Host host) throws IOException, InterruptedException {
        ip("netns", "del", host.name);
        hosts.remove(host);
    }

    /** What {@code from} sends to {@code to} is lost from now on; what it is sent arrives. */
    public void cut(Host from, Host to) throws IOException, InterruptedException {
        ip("-n", from.name, "route", "add", "blackhole", to.address + "/32");
    }

    public void mend(Host from, Host to) throws IOException, InterruptedException {
        ip("-n", from.name, "route", "del", "blackhole", to.address + "/32");
    }

    /** {@code ip} is silent when all went well. */
    private static void ip(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        String said = Tools.run(command).strip();
        if (!said.isEmpty()) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    /** Wires go with their namespaces. */
    @Override
    public void close() throws IOException {
        try {
            for (Host host : List.copyOf(hosts)) {
                remove(host);
            }
            ip("link", "del", BRIDGE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
