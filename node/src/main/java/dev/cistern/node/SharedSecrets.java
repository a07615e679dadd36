package dev.cistern.node;

import dev.cistern.cluster.peer.PeerKeyring;
import dev.cistern.node.engine.SharedRecords;
import dev.cistern.node.engine.record.StoredDocument;
import dev.cistern.node.engine.seal.MasterKeys;
import dev.cistern.node.users.Accounts;
import dev.cistern.node.users.Keeper;
import dev.cistern.node.users.Tokens;
import dev.cistern.node.users.Users;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users, tokens and master keys of a node in a cluster: the same on every member. They go through the cluster's log like objects,
 * sealed with its secret, and each member writes them to its own files. Without a secret a cluster is on one machine alone, and
 * each member keeps its own; master keys cannot be made then. Once the cluster has another secret, they are sealed anew.
 */
final class SharedSecrets {
    private static final Logger log = LoggerFactory.getLogger(SharedSecrets.class);
    private static final String KEYS = "master keys";
    private static final long LONGEST_SECONDS = 15;
    private static final long LOOK_MILLIS = 1000;

    private final Vertx vertx;
    private final SharedRecords records;
    private final @Nullable PeerKeyring keyring;
    private final List<Place> places;
    private final AtomicBoolean looking = new AtomicBoolean();

    SharedSecrets(
            Vertx vertx, SharedRecords records, @Nullable PeerKeyring keyring, Accounts accounts, MasterKeys keys) {
        this.vertx = vertx;
        this.records = records;
        this.keyring = keyring;
        Users users = accounts.users();
        Tokens tokens = accounts.tokens();
        Place ofUsers = new Place("users", users, new Text(users::text, users::adopt));
        Place ofTokens = new Place("tokens", tokens, new Text(tokens::text, tokens::adopt));
        Place ofKeys = new Place(KEYS, keys, new Text(keys::text, keys::adopt));
        this.places = List.of(ofUsers, ofTokens, ofKeys);
        users.keptBy(ofUsers);
        tokens.keptBy(ofTokens);
        keys.keptBy(ofKeys);
    }

    private interface Reading {
        Optional<String> text() throws IOException;
    }

    private interface Adopting {
        void adopt(String text) throws IOException;
    }

    private record Text(Reading reading, Adopting adopting) {}

    void start() {
        records.onDocuments(this::lookSoon);
        long unused = vertx.setPeriodic(LOOK_MILLIS, timer -> lookSoon());
    }

    void lookSoon() {
        if (isShared() && looking.compareAndSet(false, true)) {
            look();
        }
    }

    private void look() {
        try {
            vertx.executeBlocking(
                            () -> {
                                lookNow();
                                return true;
                            },
                            true)
                    .onComplete(looked -> looking.set(false))
                    .onFailure(failure -> log.warn("what the cluster shares cannot be taken over", failure));
        } catch (RejectedExecutionException e) {
            log.debug("the node is stopping: nothing is taken over any more", e);
        }
    }

    /** Blocks. */
    void lookNow() {
        places.forEach(Place::look);
    }

    private boolean isShared() {
        return keyring != null && records.cluster().isPresent();
    }

    /**
     * A file that all members have alike. Guarded by the lock of who has the file, who holds it while the file is changed; no other
     * lock is asked for meanwhile.
     */
    private final class Place implements Keeper, MasterKeys.Keeper {
        private final String name;
        private final Object owner;
        private final Text file;
        private long adopted; // The version that the file is of, or was made out of.
        private long sealedFor; // The generation of secrets with the first of which it was seen to be sealed.

        Place(String name, Object owner, Text file) {
            this.name = name;
            this.owner = owner;
            this.file = file;
        }

        /** Takes over what is newer in the cluster; gives it what the founder has, where it has none yet. */
        void look() {
            synchronized (owner) {
                try {
                    if (begins()) {
                        refresh();
                    }
                    if (begins()) {
                        keep(file.reading.text().orElseThrow());
                    } else {
                        takeOver();
                        sealAnew();
                    }
                } catch (IOException e) {
                    log.warn("the {} of the cluster cannot be taken over: {}", name, e.getMessage());
                }
            }
        }

        private boolean begins() throws IOException {
            return records.isFounder()
                    && records.document(name).isEmpty()
                    && file.reading.text().isPresent();
        }

        @Override
        public void refresh() throws IOException {
            if (isShared()) {
                synchronized (owner) {
                    var unused = answer(records.catchUp());
                    takeOver();
                }
            }
        }

        private void takeOver() throws IOException {
            Optional<StoredDocument> document = records.document(name);
            if (document.isEmpty() || document.get().version() <= adopted) {
                return;
            }
            String text = opened(document.get());
            if (!file.reading.text().equals(Optional.of(text))) {
                file.adopting.adopt(text);
                log.atInfo()
                        .addKeyValue("version", document.get().version())
                        .log("took over the {} of the cluster", name);
            }
            adopted = document.get().version();
        }

        /**
         * Once for each generation of secrets: were it always, members that are changed one by one would do it over and over, each with
         * its own first.
         */
        private void sealAnew() throws IOException {
            PeerKeyring by = keyring;
            Optional<StoredDocument> document = records.document(name);
            if (by == null || document.isEmpty() || document.get().version() != adopted) {
                return;
            }
            long generation = by.generation();
            if (generation == sealedFor) {
                return;
            }
            Optional<PeerKeyring.Opened> opened = by.open(what(), document.get().bytes());
            if (opened.isEmpty() || opened.get().outdated()) {
                keep(file.reading.text().orElseThrow());
            }
            sealedFor = generation;
        }

        /** Of a change that is not known to be kept, and was, the next look takes it over. */
        @Override
        public void keep(String text) throws IOException {
            PeerKeyring by = keyring;
            if (records.cluster().isEmpty()) {
                return;
            }
            if (by == null) {
                requireNotKeys();
                return;
            }
            synchronized (owner) {
                byte[] sealed = by.seal(what(), text.getBytes(StandardCharsets.UTF_8));
                Long version = answer(records.replaceDocument(name, adopted, sealed));
                log.atInfo().addKeyValue("version", version).log("the {} of the cluster changed", name);
            }
        }

        private void requireNotKeys() throws IOException {
            if (name.equals(KEYS)) {
                throw new IOException(
                        "the members of a cluster share their master keys sealed with its secret, and it has none; give every node"
                                + " the same cluster.secret_file");
            }
        }

        private String opened(StoredDocument document) throws IOException {
            PeerKeyring by = keyring;
            Optional<PeerKeyring.Opened> opened = by == null ? Optional.empty() : by.open(what(), document.bytes());
            return opened.map(found -> new String(found.plain(), StandardCharsets.UTF_8))
                    .orElseThrow(() -> new IOException("they are not sealed with a secret in cluster.secret_file"));
        }

        private String what() {
            return records.cluster().orElse("") + ' ' + name;
        }
    }

    /** Waits on a thread that may block, and whose pool nothing that it waits for needs. */
    private static <T> T answer(Future<T> asked) throws IOException {
        try {
            return asked.toCompletionStage().toCompletableFuture().get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("the cluster did not agree on the change: " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
