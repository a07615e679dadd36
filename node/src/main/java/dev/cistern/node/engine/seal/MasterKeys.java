package dev.cistern.node.engine.seal;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that a node wraps the keys of its objects with. The first is made when the first object needs one, and noted
 * where the objects are, so that a file that has gone since is missed and never made anew: what was encrypted with the old
 * key would be lost behind the new one. A file that is put back is found at the next use. Used by any thread; blocks on the
 * disk.
 */
public final class MasterKeys {
    private static final Logger LOG = LoggerFactory.getLogger(MasterKeys.class);

    private final MasterKeyFile file;
    private final Noted noted;
    private final SecureRandom random;
    private final InstantSource clock;
    private volatile Keeper keeper = Keeper.NOWHERE;
    private volatile State state;

    /** What is noted beside the objects. */
    public interface Noted {
        /** The newest key that an object may have been encrypted with; empty where there is none. */
        Optional<String> keyId();

        /** Notes a key; it is on the disk when this returns. */
        void note(String keyId);
    }

    /** Where else keys must be kept before they are used. */
    public interface Keeper {
        /** Of a node alone. */
        Keeper NOWHERE = new Keeper() {
            @Override
            public void refresh() {}

            @Override
            public void keep(String text) {}
        };

        /**
         * Takes over what was kept last, before a key is added. Blocks.
         *
         * @throws IOException where nobody knows what that is
         */
        void refresh() throws IOException;

        /**
         * Keeps the text that the file is to have, in place of what was taken over last. Blocks.
         *
         * @throws IOException where it cannot, also since keys were added elsewhere meanwhile; no key is made then
         */
        void keep(String text) throws IOException;
    }

    /** @param problem why no object can be encrypted, and some may not be read */
    private record State(List<MasterKey> keys, @Nullable String problem) {}

    /** Looks at the file. What is wrong with it is logged, and told to whoever needs a key. */
    public MasterKeys(Path path, Noted noted, SecureRandom random, InstantSource clock) {
        this.file = new MasterKeyFile(path);
        this.noted = noted;
        this.random = random;
        this.clock = clock;
        this.state = look();
        if (state.problem != null) {
            LOG.error("encrypted objects cannot be read or written: {}", state.problem);
        }
    }

    /**
     * The key for what is written now.
     *
     * @throws StoreException {@link Code#MASTER_KEY_UNUSABLE}
     */
    MasterKey current() {
        State now = state;
        if (now.problem != null || now.keys.isEmpty()) {
            now = lookAgain();
        }
        return now.keys.get(now.keys.size() - 1);
    }

    /** When each key was made, by its id, the oldest first; what is written now is encrypted with the last. */
    public Map<String, Instant> list() {
        Map<String, Instant> made = new LinkedHashMap<>();
        state.keys.forEach(key -> made.put(key.id(), key.made()));
        return made;
    }

    /**
     * Makes another key for what is written from now on; the others stay for what was written.
     *
     * @return its id
     * @throws StoreException {@link Code#MASTER_KEY_UNUSABLE}, also where those there are cannot be read
     */
    public synchronized String add() {
        refresh();
        State now = look();
        if (now.problem != null) {
            state = now;
            throw unusable(now.problem);
        }
        MasterKey added = make(now.keys);
        return added.id();
    }

    /** Every new key is kept there first. */
    public void keptBy(Keeper other) {
        keeper = other;
    }

    /** The text of the file; empty where there is none. Blocks. */
    public Optional<String> text() throws IOException {
        return file.text();
    }

    /** Makes what another node of the cluster wrote the file of this one. Blocks. */
    public synchronized void adopt(String text) throws IOException {
        file.write(text);
        state = look();
    }

    /** @throws StoreException {@link Code#MASTER_KEY_UNUSABLE} */
    MasterKey find(String id) {
        return find(state, id).or(() -> find(refreshed(), id)).orElseThrow(() -> {
            String problem = state.problem;
            return unusable(
                    problem != null ? problem : "the file " + file.path() + " does not hold the master key " + id);
        });
    }

    private static Optional<MasterKey> find(State in, String id) {
        return in.keys.stream().filter(key -> key.id().equals(id)).findFirst();
    }

    private synchronized State refreshed() {
        state = look();
        return state;
    }

    /** A state with a key and without a problem; makes the first key where none was ever made. */
    private synchronized State lookAgain() {
        State now = look();
        if (now.problem == null && now.keys.isEmpty()) {
            refresh();
            now = look();
        }
        if (now.problem == null && now.keys.isEmpty()) {
            MasterKey unused = make(now.keys);
            return state;
        }
        state = now;
        if (now.problem != null) {
            throw unusable(now.problem);
        }
        return now;
    }

    private void refresh() {
        try {
            keeper.refresh();
        } catch (IOException e) {
            throw new StoreException(Code.MASTER_KEY_UNUSABLE, "no master key can be made: " + e.getMessage(), e);
        }
    }

    /** Called while this is locked. */
    private MasterKey make(List<MasterKey> before) {
        byte[] secret = new byte[MasterKey.SECRET_BYTES];
        random.nextBytes(secret);
        MasterKey key = MasterKey.of(secret, clock.instant().truncatedTo(ChronoUnit.SECONDS));
        List<MasterKey> keys = new ArrayList<>(before);
        keys.add(key);
        try {
            keeper.keep(MasterKeyFile.text(keys));
            file.write(keys);
        } catch (IOException e) {
            throw new StoreException(
                    Code.MASTER_KEY_UNUSABLE, "the master key cannot be written to " + file.path() + ": " + e, e);
        }
        noted.note(key.id());
        state = new State(List.copyOf(keys), null);
        LOG.info("made the master key {} in {}: back it up, apart from the data", key.id(), file.path());
        return key;
    }

    private State look() {
        Optional<String> needed = noted.keyId();
        try {
            Optional<MasterKeyFile.Content> content = file.read();
            if (content.isEmpty()) {
                return new State(
                        List.of(),
                        needed.map(id -> "the file " + file.path() + " is missing; put it back from its backup: objects"
                                        + " are encrypted with its key " + id)
                                .orElse(null));
            }
            List<MasterKey> keys = content.get().keys();
            Optional<String> problem = content.get()
                    .damage()
                    .map(damage ->
                            "the file " + file.path() + " is damaged: " + damage + "; put it back from its backup")
                    .or(() -> needed.filter(
                                    id -> find(new State(keys, null), id).isEmpty())
                            .map(id -> "the file " + file.path() + " does not hold the master key " + id
                                    + ", which objects are encrypted with; put back the one that does"));
            if (problem.isEmpty()) {
                noteNewest(keys, needed);
            }
            return new State(keys, problem.orElse(null));
        } catch (IOException e) {
            return new State(List.of(), "the file " + file.path() + " cannot be read: " + e);
        }
    }

    /** A key that was added to the file is the one that is used from now on. */
    private void noteNewest(List<MasterKey> keys, Optional<String> needed) {
        String newest = keys.get(keys.size() - 1).id();
        if (!needed.equals(Optional.of(newest))) {
            noted.note(newest);
        }
    }

    private static StoreException unusable(String problem) {
        return new StoreException(Code.MASTER_KEY_UNUSABLE, problem);
    }
}
