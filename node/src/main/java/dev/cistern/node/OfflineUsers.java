package dev.cistern.node;

import dev.cistern.node.engine.DataFolder;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.users.NewUser;
import dev.cistern.node.users.UserRequest;
import dev.cistern.node.users.Users;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Makes users in a data folder that no node uses: before the first start on an address that others reach, and where nobody has
 * an administrator's keys any more. Whoever can write the folder may do it.
 */
public final class OfflineUsers {
    private OfflineUsers() {}

    /**
     * Makes a user. Blocks.
     *
     * @param dataDir made where there is none
     * @throws IOException where the folder cannot be used, also where a node uses it
     */
    public static NewUser add(Path dataDir, UserRequest request) throws IOException {
        DataFolder folder;
        try {
            folder = DataFolder.open(dataDir);
        } catch (StoreException e) {
            throw new IOException(e.getMessage(), e);
        }
        try (folder) {
            return Users.open(dataDir).add(request);
        }
    }
}
