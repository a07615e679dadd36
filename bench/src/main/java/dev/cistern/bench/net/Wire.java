package dev.cistern.bench.net;

import dev.cistern.bench.speed.Tools;
import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A network namespace with one address, and a wire to it that can be made to swallow all that comes from there: what the
 * far end sends is dropped, what is sent to it arrives, and nobody is told. Linux, as root.
 */
final class Wire implements AutoCloseable {
    private static final String HERE = "10.213.77.1";
    private static final String THERE = "10.213.77.2";

    private final String name;

    private Wire(String name) {
        this.name = name;
    }

    /** Makes one, or says why that cannot be done here. */
    static Optional<Wire> make(Trial trial) throws InterruptedException {
        Wire wire = new Wire("cistern" + ProcessHandle.current().pid());
        try {
            wire.ip("netns", "add", wire.name);
            wire.ip("link", "add", wire.outside(), "type", "veth", "peer", "name", "inside", "netns", wire.name);
            wire.ip("addr", "add", HERE + "/30", "dev", wire.outside());
            wire.ip("link", "set", wire.outside(), "up");
            wire.ip("-n", wire.name, "addr", "add", THERE + "/30", "dev", "inside");
            wire.ip("-n", wire.name, "link", "set", "inside", "up");
            wire.ip("-n", wire.name, "link", "set", "lo", "up");
            return Optional.of(trial.keep(wire));
        } catch (IOException e) {
            trial.say("no network namespace: %s", String.valueOf(e.getMessage()));
            wire.close();
            return Optional.empty();
        }
    }

    String address() {
        return THERE;
    }

    /** What goes before the command line of a program that shall run there. */
    List<String> prefix() {
        return List.of("ip", "netns", "exec", name);
    }

    void cut() throws IOException, InterruptedException {
        ip("-n", name, "route", "add", "blackhole", HERE + "/32");
    }

    void mend() throws IOException, InterruptedException {
        ip("-n", name, "route", "del", "blackhole", HERE + "/32");
    }

    private String outside() {
        return name.length() > 15 ? name.substring(name.length() - 15) : name;
    }

    /** {@code ip} is silent when all went well. */
    private void ip(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        String said = Tools.run(command).strip();
        if (!said.isEmpty()) {
            throw new IOException(String.join(" ", command) + ": " + said);
        }
    }

    /** The wire goes with the namespace. */
    @Override
    public void close() {
        try {
            ip("netns", "del", name);
        } catch (IOException e) {
            // There is none.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
