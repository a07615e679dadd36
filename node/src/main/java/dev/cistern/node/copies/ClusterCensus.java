package dev.cistern.node.copies;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Asks all members what they have, and adds it up. Used by any thread. */
public final class ClusterCensus {
    private static final Duration LONGEST_CENSUS = Duration.ofMinutes(30);
    private static final Duration LONGEST_PROGRESS = Duration.ofSeconds(2);
    private static final List<String> COUNTS =
            List.of("blobs", "good", "missing", "damaged", "under_replicated", "surplus", "orphaned");

    private final ClusterCopies copies;
    private final Repair repair;

    public ClusterCensus(ClusterCopies copies, Repair repair) {
        this.copies = copies;
        this.repair = repair;
    }

    /**
     * Compares what lies on all members' disks with what records say. {@code whole} says whether every blob has as many good copies as
     * it ought to have: then nothing is missing, damaged or under-replicated, and all members have answered.
     *
     * @param verify whether every block is read
     */
    public Future<JsonObject> take(boolean verify) {
        Fellowship now = copies.fellowship();
        JsonObject question = new JsonObject().put("verify", verify);
        if (now.isNone()) {
            return repair.census(verify).map(own -> summed(List.of(own.put("answered", true))));
        }
        List<Future<JsonObject>> asked = new ArrayList<>();
        for (Fellow member : now.members()) {
            Future<JsonObject> answer = member.number() == now.self()
                    ? repair.census(verify)
                    : copies.questions().ask(member, BlobQuestions.CENSUS, question.copy(), LONGEST_CENSUS);
            asked.add(answer.map(counts -> counts.put("answered", true))
                    .otherwise(failure -> new JsonObject()
                            .put("answered", false)
                            .put("problem", String.valueOf(failure.getMessage())))
                    .map(counts -> counts.put("node", member.name())));
        }
        return Future.join(asked).map(all -> summed(all.list()));
    }

    private JsonObject summed(List<JsonObject> members) {
        JsonObject sum = new JsonObject();
        boolean answered = true;
        for (String count : COUNTS) {
            sum.put(
                    count,
                    members.stream()
                            .mapToLong(member -> member.getLong(count, 0L))
                            .sum());
        }
        for (JsonObject member : members) {
            answered = answered && member.getBoolean("answered", false);
        }
        boolean whole = answered
                && sum.getLong("missing") == 0
                && sum.getLong("damaged") == 0
                && sum.getLong("under_replicated") == 0;
        return sum.put("copies", Math.max(1, copies.placement().copies()))
                .put("whole", whole)
                .put("members", new JsonArray(members));
    }

    /** Adds to a view of the cluster how far each member is with its repair. */
    public Future<JsonObject> withProgress(JsonObject view) {
        Fellowship now = copies.fellowship();
        List<Future<JsonObject>> asked = new ArrayList<>();
        JsonArray members = view.getJsonArray("members");
        for (int i = 0; i < members.size(); i++) {
            asked.add(progress(now, members.getJsonObject(i).getString("name")).otherwiseEmpty());
        }
        return Future.join(asked).map(all -> {
            for (int i = 0; i < members.size(); i++) {
                JsonObject unused = members.getJsonObject(i).put("repair", all.<JsonObject>resultAt(i));
            }
            return view;
        });
    }

    private Future<JsonObject> progress(Fellowship now, String name) {
        Fellow member = now.members().stream()
                .filter(one -> one.name().equals(name) && one.number() != now.self())
                .findFirst()
                .orElse(null);
        if (member == null) {
            return Future.succeededFuture(repair.progress());
        }
        return member.near()
                ? copies.questions().ask(member, BlobQuestions.PROGRESS, new JsonObject(), LONGEST_PROGRESS)
                : Future.succeededFuture();
    }
}
