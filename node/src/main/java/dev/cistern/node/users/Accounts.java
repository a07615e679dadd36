package dev.cistern.node.users;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;

/** Who has keys and tokens for a node. */
public record Accounts(Users users, Tokens tokens) {

    /**
     * Those of a data folder; none where it holds none. Blocks.
     *
     * @throws IOException also where a file is not one that this program wrote
     */
    public static Accounts open(Path dataDir) throws IOException {
        return new Accounts(Users.open(dataDir), Tokens.open(dataDir, InstantSource.system()));
    }
}
