package dev.cistern.net.server;

import org.jspecify.annotations.Nullable;

/** A list of connections linked through themselves, the longest in it first; confined to one event loop. */
final class ConnectionList {
    private @Nullable ServerConnection first;
    private @Nullable ServerConnection last;
    private int size;

    /** Puts the connection at the end, out of the list that it was in. */
    void take(ServerConnection connection) {
        leave(connection);
        connection.before = last;
        if (last == null) {
            first = connection;
        } else {
            last.after = connection;
        }
        last = connection;
        connection.list = this;
        size++;
    }

    /** Takes the connection out of the list that it is in, if any. */
    static void leave(ServerConnection connection) {
        ConnectionList list = connection.list;
        if (list != null) {
            list.unlink(connection);
        }
    }

    private void unlink(ServerConnection connection) {
        ServerConnection before = connection.before;
        ServerConnection after = connection.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.before = before;
        }
        connection.before = null;
        connection.after = null;
        connection.list = null;
        size--;
    }

    @Nullable
    ServerConnection first() {
        return first;
    }

    int size() {
        return size;
    }
}
