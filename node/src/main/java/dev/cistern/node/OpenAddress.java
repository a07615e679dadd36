package dev.cistern.node;

import dev.cistern.conf.ListenAddress;
import dev.cistern.conf.NodeSettings;
import dev.cistern.conf.Settings;
import dev.cistern.node.users.Users;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a node may be where it is to listen: without users only where its own machine alone reaches it. */
final class OpenAddress {
    private static final Logger log = LoggerFactory.getLogger(OpenAddress.class);

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

    /** Says in the log who is served without keys, and what can be read on the way. */
    static void sayWhoIsServed(Settings boot, Users users, boolean mayBeOpen) {
        if (users.isEmpty()) {
            log.info(
                    "requests are served without keys to {}; ./cistern user add NAME --admin makes a user, and from then on"
                            + " every request needs a key or a token",
                    boot.node().allowOpen() ? "everybody who reaches the port" : "this machine");
        } else if (!users.hasAdministrator()) {
            log.warn(
                    "none of the users is an administrator, so that the native API and the administration serve this machine"
                            + " without keys; ./cistern user add NAME --admin ends that");
        }
        if (!mayBeOpen && boot.tls().server() == null) {
            log.warn(
                    "{} can be reached from other machines over plain HTTP: tokens and objects can be read on the way; with"
                            + " net.http.tls_cert_file and net.http.tls_key_file clients speak TLS",
                    boot.node().listen());
        }
    }

    private static boolean isLoopback(ListenAddress listen) throws StartException {
        try {
            return InetAddress.getByName(listen.host()).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new StartException("node.listen: there is no host '" + listen.host() + "'", e);
        }
    }
}
