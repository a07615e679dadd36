package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.jobs.JobOrder;
import dev.cistern.node.jobs.Jobs;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/**
 * {@code /v1/jobs}: {@code GET} lists jobs, {@code POST} starts one; {@code /v1/jobs/ID}: {@code GET} shows one, {@code POST} with
 * {@code {"action":"pause"}}, {@code resume} or {@code cancel} tells it so.
 */
public final class JobsEndpoint {
    private final Jobs jobs;

    public JobsEndpoint(Jobs jobs) {
        this.jobs = jobs;
    }

    Future<Void> serve(Exchange exchange) {
        String id = exchange.target().after(AdminPath.JOBS.prefix());
        return switch (exchange.method().name()) {
            case "GET" ->
                id.isEmpty()
                        ? jobs.list().compose(list -> exchange.answerJson(200, list))
                        : jobs.get(id).compose(job -> exchange.answerJson(200, job));
            case "POST" ->
                exchange.jsonBody()
                        .compose(body -> id.isEmpty() ? jobs.start(JobOrder.parse(body)) : jobs.tell(id, action(body)))
                        .compose(job -> exchange.answerJson(200, job));
            default -> throw RequestException.methodNotAllowed("jobs take GET and POST");
        };
    }

    private static Jobs.Order action(JsonObject body) {
        return switch (String.valueOf(body.getValue("action"))) {
            case "pause" -> Jobs.Order.PAUSE;
            case "resume" -> Jobs.Order.RESUME;
            case "cancel" -> Jobs.Order.CANCEL;
            default -> throw RequestException.badRequest("the action on a job is pause, resume or cancel");
        };
    }
}
