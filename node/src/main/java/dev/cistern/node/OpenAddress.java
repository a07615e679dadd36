package dev.cistern.node;

import dev.cistern.conf.ListenAddress;
import dev.cistern.conf.NodeSettings;
import dev.cistern.node.users.Users;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/** Whether a node may be where it is to listen: without users only where its own machine alone reaches it. */
final class OpenAddress {
    private OpenAddress() {}

    /** @throws StartException saying with which command to make a user */
    static void refuse(NodeSettings settings, Users users, Path dataDir) throws StartException {
        if (mayBeOpen(settings) || !users.isEmpty()) {
            return;
        }
        throw new StartException(
                "node.listen: " + settings.listen() + " can be reached from other machines, and there are no users yet."
                        + "\n  Make one, and start again:"
                        + "\n    ./cistern user add root --admin --data " + dataDir
                        + "\n  Or listen on 127.0.0.1; or accept, with --set node.allow_open=true, that whoever reaches the"
                        + " port can read, write and change everything.",
                null);
    }

    /** Blocks where the address is a name. */
    static boolean mayBeOpen(NodeSettings settings) throws StartException {
        return settings.allowOpen() || isLoopback(settings.listen());
    }

    private static boolean isLoopback(ListenAddress listen) throws StartException {
        try {
            return InetAddress.getByName(listen.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new StartException("node.listen: there is no host '" + listen.host() + "'", e);
        }
    }
}
