package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.cluster.peer.PeerClient;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What members ask and tell each other about blobs, in JSON. Who cannot be told is told when it is near again, of a bounded number of blobs:
 * where that is too few, the walk over the records finds the same. Guarded by itself.
 */
final class BlobQuestions {
    private static final Logger log = LoggerFactory.getLogger(BlobQuestions.class);

    /** Nobody will name these blobs; delete them. */
    static final String DISCARD = BlobPath.PREFIX + "/discard";
    /** You ought to have copies of these blobs, and have none that is good. */
    static final String LACKING = BlobPath.PREFIX + "/lacking";
    /** The places of these blobs have changed: is there something for you to do? */
    static final String LOOK = BlobPath.PREFIX + "/look";
    /** Which of these blobs do you have, of which length and checksum? */
    static final String STAT = BlobPath.PREFIX + "/stat";
    /** How far are you with what you have to copy? */
    static final String PROGRESS = BlobPath.PREFIX + "/progress";
    /** Compare what you have with what you ought to have. */
    static final String CENSUS = BlobPath.PREFIX + "/census";

    /** Most blobs of a question. */
    static final int MOST_IDS = 1_000;

    private static final int MOST_WAITING = 10_000;
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Supplier<Fellowship> fellowship;
    private final PeerClient peers;
    private final Map<Told, Set<Long>> waiting = new HashMap<>();
    private final Set<Told> asking = new HashSet<>();
    private volatile Consumer<List<Long>> lackingHere = ids -> {};

    private record Told(int member, String path) {}

    BlobQuestions(Supplier<Fellowship> fellowship, PeerClient peers) {
        this.fellowship = fellowship;
        this.peers = peers;
    }

    /** Who is told of blobs that this node lacks. */
    void lackingHere(Consumer<List<Long>> audience) {
        lackingHere = audience;
    }

    void tell(String path, long blobId, Collection<Integer> members) {
        Fellowship now = fellowship.get();
        for (int member : members) {
            if (member != now.self()) {
                wait(new Told(member, path), blobId);
            } else if (path.equals(LACKING)) {
                lackingHere.accept(List.of(blobId));
            }
        }
    }

    private void wait(Told told, long blobId) {
        remember(told, List.of(blobId));
        if (isNear(told)) {
            send(told);
        }
    }

    private synchronized void remember(Told told, List<Long> blobs) {
        Set<Long> ids = waiting.computeIfAbsent(told, key -> new LinkedHashSet<>());
        blobs.stream().limit(Math.max(0, MOST_WAITING - ids.size())).forEach(ids::add);
    }

    private boolean isNear(Told told) {
        return member(told.member).filter(Fellow::near).isPresent();
    }

    /** Tells those who could not be told before, and are near now; forgets what was for others than members. */
    void tellAgain() {
        List<Told> all;
        synchronized (this) {
            waiting.keySet().removeIf(told -> member(told.member).isEmpty());
            all = waiting.keySet().stream().filter(this::isNear).toList();
        }
        all.forEach(this::send);
    }

    private void send(Told told) {
        List<Long> ids = new ArrayList<>();
        synchronized (this) {
            Set<Long> all = waiting.get(told);
            if (all == null || !asking.add(told)) {
                return;
            }
            all.stream().limit(MOST_IDS).forEach(ids::add);
            ids.forEach(all::remove);
            if (all.isEmpty()) {
                waiting.remove(told);
            }
        }
        Future<JsonObject> answered = member(told.member)
                .map(member -> ask(member, told.path, ids))
                .orElse(Future.failedFuture("it is no member any more"));
        answered.onComplete(done -> {
            synchronized (this) {
                asking.remove(told);
            }
            if (done.succeeded()) {
                send(told);
            } else {
                log.debug("member {} is told of {} blobs later", told.member, ids.size(), done.cause());
                remember(told, ids);
            }
        });
    }

    Future<JsonObject> ask(Fellow member, String path, List<Long> ids) {
        return ask(member, path, new JsonObject().put("ids", json(ids)), LONGEST);
    }

    Future<JsonObject> ask(Fellow member, String path, JsonObject question, Duration within) {
        return peers.ask(
                member.url(), path, question.put("cluster", fellowship.get().cluster()), within);
    }

    Optional<Fellow> member(int number) {
        return fellowship.get().member(number);
    }

    static JsonArray json(Collection<Long> ids) {
        JsonArray json = new JsonArray();
        ids.forEach(id -> json.add(Long.toUnsignedString(id, 16)));
        return json;
    }

    /** At most {@value #MOST_IDS} of them. */
    static List<Long> ids(JsonObject json) {
        return json.getJsonArray("ids", new JsonArray()).stream()
                .limit(MOST_IDS)
                .map(id -> Long.parseUnsignedLong(String.valueOf(id), 16))
                .toList();
    }
}
