package dev.cistern.node.admin;

import dev.cistern.node.guard.Guard;
import dev.cistern.node.guard.Sender;
import dev.cistern.node.guard.Senders;
import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.http.Surface;
import io.vertx.core.Future;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;

/**
 * Everything an operator asks of a node: health, metrics, settings, connections, advice, users, keys, backends, jobs, the store, members; and
 * {@code /_peer}, what other nodes ask.
 */
public final class AdminSurface implements Surface {
    private final Senders senders;
    private final BooleanSupplier metricsOpen;
    private final Endpoints endpoints;

    /**
     * What answers under each {@link AdminPath}.
     *
     * @param policies serves {@code /v1/policies}
     */
    public record Endpoints(
            HealthEndpoint health,
            MetricsEndpoint metrics,
            SettingsEndpoint settings,
            ConnectionsEndpoint connections,
            AdviceEndpoint advice,
            UsersEndpoint users,
            MasterKeysEndpoint masterKeys,
            BackendCheckEndpoint backends,
            JobsEndpoint jobs,
            StoreEndpoint store,
            MembersEndpoint members,
            CensusEndpoint census,
            PeersEndpoint peers,
            BiFunction<Exchange, Sender, Future<Void>> policies) {}

    /** @param metricsOpen whether everybody may read the metrics; asked for each request */
    public AdminSurface(Senders senders, BooleanSupplier metricsOpen, Endpoints endpoints) {
        this.senders = senders;
        this.metricsOpen = metricsOpen;
        this.endpoints = endpoints;
    }

    @Override
    public Future<Void> serve(Exchange exchange) {
        AdminPath path = AdminPath.of(exchange.target())
                .orElseThrow(() -> RequestException.noSuchResource(
                        "there is no " + exchange.target().rawPath()
                                + "; the node has /_health/live, /_health/ready, /_health/started and /_metrics"));
        Sender sender = sender(exchange, path);
        return switch (path) {
            case HEALTH -> endpoints.health.serve(exchange);
            case METRICS -> endpoints.metrics.serve(exchange);
            case SETTINGS -> endpoints.settings.serve(exchange);
            case CONNECTIONS -> endpoints.connections.serve(exchange);
            case ADVICE -> endpoints.advice.serve(exchange);
            case USERS -> endpoints.users.serve(exchange, sender);
            case MASTER_KEYS -> endpoints.masterKeys.serve(exchange);
            case BACKENDS -> endpoints.backends.serve(exchange);
            case JOBS -> endpoints.jobs.serve(exchange);
            case STORE -> endpoints.store.serve(exchange);
            case MEMBERS -> endpoints.members.serve(exchange);
            case CENSUS -> endpoints.census.serve(exchange);
            case PEERS -> endpoints.peers.serve(exchange);
            case POLICIES -> endpoints.policies.apply(exchange, sender);
        };
    }

    /** Who sends the request; fails where whoever it is may not ask for anything under the path. */
    private Sender sender(Exchange exchange, AdminPath path) {
        switch (path.whose()) {
            case EVERYBODYS -> {
                return Senders.NOBODY;
            }
            case METRICS_READERS -> {
                if (metricsOpen.getAsBoolean()) {
                    return Senders.NOBODY;
                }
                Sender sender = senders.forMetrics(exchange);
                Guard.requireUser(sender, "read the metrics");
                return sender;
            }
            case NODES -> {
                if (!endpoints.peers.knowsSecret()) {
                    Guard.requireAdministrator(senders.of(exchange), "speak for a node without cluster.secret_file");
                }
                return Senders.NOBODY;
            }
            case ADMINISTRATORS -> {
                Sender sender = senders.of(exchange);
                Guard.requireAdministrator(sender, "use " + path.prefix());
                return sender;
            }
            default -> {
                Sender sender = senders.of(exchange);
                if (path == AdminPath.USERS) {
                    Guard.requireUser(sender, "use " + path.prefix());
                }
                return sender;
            }
        }
    }

    static void requireMethod(Exchange exchange, String method) {
        if (!exchange.method().name().equals(method)) {
            throw RequestException.methodNotAllowed(exchange.target().rawPath() + " takes " + method);
        }
    }
}
