package dev.cistern.node;

import dev.cistern.cluster.peer.PeerSecret;
import dev.cistern.node.engine.SharedRecords;
import dev.cistern.node.engine.record.StoredDocument;
import dev.cistern.node.engine.seal.MasterKeys;
import dev.cistern.node.users.Accounts;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users, tokens and master keys of a node in a cluster: the same on every member. They go through the cluster's log like objects,
 * sealed with its secret, and each member writes them to its own files. Without a secret a cluster is on one machine alone, and
 * each member keeps its own; master keys cannot be made then.
 */
final class SharedSecrets {
    private static final Logger log = LoggerFactory.getLogger(SharedSecrets.class);
    private static final StoredDocument NONE = new StoredDocument(0, new byte[0]);
    private static final long LONGEST_SECONDS = 15;
    private static final long LOOK_MILLIS = 1000;

    private final Vertx vertx;
    private final SharedRecords records;
    private final @Nullable PeerSecret secret;
    private final List<Place> places;
    private final AtomicBoolean looking = new AtomicBoolean();
    private final Map<String, Long> adopted = new HashMap<>(); // Guarded by this.

    /** A file that all members have alike. */
    private interface Place {
        String name();

        Optional<String> text() throws IOException;

        void adopt(String text) throws IOException;
    }

    SharedSecrets(Vertx vertx, SharedRecords records, @Nullable PeerSecret secret, Accounts accounts, MasterKeys keys) {
        this.vertx = vertx;
        this.records = records;
        this.secret = secret;
        this.places = List.of(
                place("users", accounts.users()::text, accounts.users()::adopt),
                place("tokens", accounts.tokens()::text, accounts.tokens()::adopt),
                place("master keys", keys::text, keys::adopt));
        accounts.users().keptBy(text -> keep("users", text));
        accounts.tokens().keptBy(text -> keep("tokens", text));
        keys.keptBy(this::keepKeys);
    }

    private interface Reading {
        Optional<String> text() throws IOException;
    }

    private interface Adopting {
        void adopt(String text) throws IOException;
    }

    private static Place place(String name, Reading reading, Adopting adopting) {
        return new Place() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Optional<String> text() throws IOException {
                return reading.text();
            }

            @Override
            public void adopt(String text) throws IOException {
                adopting.adopt(text);
            }
        };
    }

    void start() {
        records.onDocuments(this::lookSoon);
        long unused = vertx.setPeriodic(LOOK_MILLIS, timer -> lookSoon());
    }

    private void lookSoon() {
        if (secret != null && records.cluster().isPresent() && looking.compareAndSet(false, true)) {
            vertx.executeBlocking(
                            () -> {
                                places.forEach(this::look);
                                return true;
                            },
                            true)
                    .onComplete(looked -> looking.set(false))
                    .onFailure(failure -> log.warn("what the cluster shares cannot be taken over", failure));
        }
    }

    /** Takes over what is newer in the cluster; gives it what the founder has, where it has none yet. */
    private synchronized void look(Place place) {
        try {
            Optional<StoredDocument> document = records.document(place.name());
            if (document.isEmpty()) {
                Optional<String> own = records.isFounder() ? place.text() : Optional.empty();
                if (own.isPresent()) {
                    keep(place.name(), own.get());
                }
                return;
            }
            long version = document.get().version();
            if (version > adopted.getOrDefault(place.name(), 0L)) {
                String text = opened(place.name(), document.get());
                if (!place.text().equals(Optional.of(text))) {
                    place.adopt(text);
                    log.atInfo().addKeyValue("version", version).log("took over the {} of the cluster", place.name());
                }
                adopted.put(place.name(), version);
            }
        } catch (IOException e) {
            log.warn("the {} of the cluster cannot be taken over: {}", place.name(), e.getMessage());
        }
    }

    private String opened(String name, StoredDocument document) throws IOException {
        PeerSecret by = secret;
        Optional<byte[]> plain = by == null ? Optional.empty() : by.open(what(name), document.bytes());
        return plain.map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .orElseThrow(() -> new IOException("they are not sealed with the secret in cluster.secret_file"));
    }

    private String what(String name) {
        return records.cluster().orElse("") + ' ' + name;
    }

    private void keepKeys(String text) throws IOException {
        if (records.cluster().isPresent() && secret == null) {
            throw new IOException(
                    "the members of a cluster share their master keys sealed with its secret, and it has none; give every node the"
                            + " same cluster.secret_file");
        }
        keep("master keys", text);
    }

    private void keep(String name, String text) throws IOException {
        PeerSecret by = secret;
        if (records.cluster().isEmpty() || by == null) {
            return;
        }
        byte[] sealed = by.seal(what(name), text.getBytes(StandardCharsets.UTF_8));
        try {
            Long version = records.catchUp()
                    .compose(caughtUp ->
                            vertx.executeBlocking(() -> records.document(name).orElse(NONE), false))
                    .compose(before -> records.replaceDocument(name, before, sealed))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(LONGEST_SECONDS, TimeUnit.SECONDS);
            log.atInfo().addKeyValue("version", version).log("the {} of the cluster changed", name);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException("the cluster did not agree on the change: " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
