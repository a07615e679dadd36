package dev.cistern.node.admin;

import dev.cistern.node.engine.care.DiskCare;
import dev.cistern.node.engine.care.StoreCare;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * {@code /v1/store}: the room on this node's disk, and how long works on its store are doing; {@code /usage}: what buckets hold and
 * take; {@code /scrub}, {@code /check}, {@code /compact}: {@code GET} shows how one is doing, {@code POST} with
 * {@code {"action":"start"}}, {@code pause}, {@code resume} or {@code cancel} tells it so; {@code /orphans}: {@code GET} lists blobs
 * that no record names, {@code POST} deletes them; {@code /disks}: {@code GET} shows the disks that bodies lie on, {@code POST} with
 * {@code {"action":"drain","path":FOLDER}}, {@code undrain} or {@code forget} gives an order about one.
 */
public final class StoreEndpoint {
    private static final String PATHS = "/v1/store has usage, disks, scrub, check, compact and orphans";

    private final StoreCare care;

    public StoreEndpoint(StoreCare care) {
        this.care = care;
    }

    private interface Telling {
        Future<JsonObject> tell(StoreCare.Order order);
    }

    Future<Void> serve(Exchange exchange) {
        String what = exchange.target().after(AdminPath.STORE.prefix());
        return switch (what) {
            case "" -> {
                AdminSurface.requireMethod(exchange, "GET");
                yield exchange.answerJson(200, care.overview());
            }
            case "usage" -> {
                AdminSurface.requireMethod(exchange, "GET");
                yield care.usage().compose(usage -> exchange.answerJson(200, usage));
            }
            case "scrub" -> work(exchange, care.scrub(), care::scrub);
            case "check" -> work(exchange, care.check(), care::check);
            case "compact" -> work(exchange, care.compact(), care::compact);
            case "orphans" -> orphans(exchange);
            case "disks" -> disks(exchange);
            default -> throw RequestException.noSuchResource("there is no /v1/store/" + what + "; " + PATHS);
        };
    }

    private static Future<Void> work(Exchange exchange, JsonObject now, Telling telling) {
        return switch (exchange.method().name()) {
            case "GET" -> exchange.answerJson(200, now);
            case "POST" ->
                exchange.jsonBody()
                        .compose(body -> telling.tell(StoreCare.order(body.getValue("action"))))
                        .compose(told -> exchange.answerJson(200, told));
            default -> throw RequestException.methodNotAllowed(exchange.target().rawPath() + " takes GET and POST");
        };
    }

    private Future<Void> orphans(Exchange exchange) {
        return switch (exchange.method().name()) {
            case "GET" -> care.orphans(false).compose(found -> exchange.answerJson(200, found));
            case "POST" -> care.orphans(true).compose(deleted -> exchange.answerJson(200, deleted));
            default -> throw RequestException.methodNotAllowed("/v1/store/orphans takes GET and POST");
        };
    }

    private Future<Void> disks(Exchange exchange) {
        DiskCare disks = care.disks();
        return switch (exchange.method().name()) {
            case "GET" -> exchange.answerJson(200, disks.json());
            case "POST" ->
                exchange.jsonBody()
                        .compose(body -> order(disks, body))
                        .compose(shown -> exchange.answerJson(200, shown));
            default -> throw RequestException.methodNotAllowed("/v1/store/disks takes GET and POST");
        };
    }

    private static Future<JsonObject> order(DiskCare disks, JsonObject body) {
        if (!(body.getValue("path") instanceof String path) || path.isEmpty()) {
            throw RequestException.badRequest("'path' is the folder of a disk, as GET /v1/store/disks shows it");
        }
        return switch (String.valueOf(body.getValue("action"))) {
            case "drain" -> disks.drain(path);
            case "undrain" -> disks.undrain(path);
            case "forget" -> disks.forget(path);
            default ->
                throw RequestException.badRequest(
                        "the action is drain, undrain or forget, not '" + body.getValue("action") + "'");
        };
    }
}
