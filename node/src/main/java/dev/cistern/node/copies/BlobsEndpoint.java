package dev.cistern.node.copies;

import dev.cistern.cluster.peer.PeerGate;
import dev.cistern.cluster.peer.PeerGate.Knock;
import dev.cistern.node.copies.BlobPath.Stretch;
import dev.cistern.node.engine.IncomingBlob;
import dev.cistern.node.engine.LocalBlobs;
import dev.cistern.node.engine.NoSuchCopyException;
import dev.cistern.node.http.BodyStream;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code /_peer/blobs}: copies that other members bring, and fetch. Used on all event loops. */
public final class BlobsEndpoint {
    static final int NOT_FOUND = 404;
    /** Copies that are received or sent at once; at more, members are asked to come back. */
    private static final int MOST_AT_ONCE = 512;

    private final ClusterCopies copies;
    private final LocalBlobs blobs;
    private final Repair repair;
    private final AtomicInteger atOnce = new AtomicInteger();

    public BlobsEndpoint(ClusterCopies copies, LocalBlobs blobs, Repair repair) {
        this.copies = copies;
        this.blobs = blobs;
        this.repair = repair;
    }

    /** Whether a request is for a stream of bytes, and not a question in JSON. */
    public static boolean isStream(Exchange exchange) {
        return !exchange.method().equals(HttpMethod.POST)
                && exchange.target().rawPath().startsWith(BlobPath.PREFIX + "/");
    }

    /** Whether a path is that of a question. */
    public static boolean isQuestion(String path) {
        return path.startsWith(BlobPath.PREFIX + "/");
    }

    /** Answers a member that was let in. */
    public Future<Void> stream(Exchange exchange, PeerGate gate, Knock knock) {
        BlobPath path = BlobPath.parse(exchange.target().rawPath())
                .orElseThrow(() -> RequestException.badRequest(exchange.target().rawPath() + " is no blob: "
                        + BlobPath.PREFIX + "/CLUSTER/ID[/LENGTH/FROM-END]"));
        requireSameCluster(path.cluster());
        if (atOnce.incrementAndGet() > MOST_AT_ONCE) {
            atOnce.decrementAndGet();
            throw RequestException.busy(MOST_AT_ONCE + " copies are already on their way");
        }
        Future<Void> served;
        try {
            if (exchange.method().equals(HttpMethod.PUT) && path.wanted().isEmpty()) {
                served = receive(exchange, path.id(), gate, knock);
            } else if (exchange.method().equals(HttpMethod.GET) && path.wanted().isPresent()) {
                served = send(exchange, path.id(), path.wanted().get());
            } else {
                throw RequestException.methodNotAllowed("a blob takes PUT, and GET with a stretch of it");
            }
        } catch (RuntimeException e) {
            served = Future.failedFuture(e);
        }
        return served.onComplete(done -> atOnce.decrementAndGet());
    }

    private void requireSameCluster(String theirs) {
        if (!copies.fellowship().cluster().equals(theirs)) {
            throw RequestException.conflict(
                    "this node belongs to the cluster '" + copies.fellowship().cluster() + "', not to " + theirs);
        }
    }

    private Future<Void> receive(Exchange exchange, long id, PeerGate gate, Knock knock) {
        MessageDigest digest = sha256();
        boolean signed = gate.knowsSecret();
        IncomingBlob copy = blobs.receive(id, bytes -> {
            if (signed) {
                digest.update(bytes);
            }
        });
        PeerGate.SealCheck seals = gate.sealsOf(knock);
        return new CopyIntake(
                        new BodyStream(exchange.request()),
                        copy,
                        seal -> !signed || seals.isGenuine(seal, digest.digest()))
                .take()
                .compose(taken -> exchange.answerJson(200, new JsonObject()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private Future<Void> send(Exchange exchange, long id, Stretch wanted) {
        return blobs.open(id)
                .recover(failure -> Future.failedFuture(
                        failure instanceof NoSuchCopyException missing
                                ? RequestException.noSuchResource(String.valueOf(missing.getMessage()))
                                : failure))
                .compose(blob -> {
                    if (blob.length() != wanted.length()) {
                        blob.close();
                        return Future.failedFuture(RequestException.conflict(
                                "the blob has " + blob.length() + " bytes, not " + wanted.length()));
                    }
                    return FrameSender.send(exchange.request(), blob, wanted.from(), wanted.end());
                })
                .onFailure(failure -> {
                    if (failure instanceof StoreException found && found.code() == Code.CORRUPT) {
                        repair.lookAt(List.of(id));
                    }
                });
    }

    /** Answers a question of a member that was let in. */
    public Future<JsonObject> answer(String path, JsonObject question) {
        requireSameCluster(question.getString("cluster", ""));
        List<Long> ids = BlobQuestions.ids(question);
        return switch (path) {
            case BlobQuestions.DISCARD ->
                blobs.deleteUnnamed(ids).map(deleted -> new JsonObject().put("deleted", deleted));
            case BlobQuestions.LACKING -> {
                repair.lookAt(ids);
                yield Future.succeededFuture(new JsonObject());
            }
            case BlobQuestions.LOOK -> {
                repair.lookAt(ids, CopyCare.Look.AT_TABLES);
                yield Future.succeededFuture(new JsonObject());
            }
            case BlobQuestions.STAT -> stat(ids);
            case BlobQuestions.PROGRESS -> Future.succeededFuture(repair.progress());
            case BlobQuestions.CENSUS -> repair.census(question.getBoolean("verify", false));
            default -> throw RequestException.noSuchResource("there is no " + path);
        };
    }

    /** For each blob its length and checksum; nothing for those that are missing or damaged. Fails where that cannot be told. */
    private Future<JsonObject> stat(List<Long> ids) {
        JsonObject found = new JsonObject();
        Future<Void> all = Future.succeededFuture();
        for (long id : ids) {
            all = all.compose(next -> blobs.stat(id))
                    .map(sum -> {
                        sum.ifPresent(known -> found.put(
                                Long.toUnsignedString(id, 16),
                                new JsonArray(List.of(known.length(), known.checksum()))));
                        return (Void) null;
                    })
                    .recover(failure ->
                            LocalBlobs.isDamage(failure) ? Future.succeededFuture() : Future.failedFuture(failure));
        }
        return all.map(done -> new JsonObject().put("blobs", found));
    }
}
