package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.http.RequestTarget;
import dev.cistern.node.http.Surface;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Everything an operator asks of a node: {@code /_health}, {@code /_metrics}, settings, connections, advice, users, keys,
 * members; and {@code /_peer}, what other nodes ask.
 */
public final class AdminSurface implements Surface {
    private final HealthEndpoint health;
    private final MetricsEndpoint metrics;
    private final Commands commands;

    /**
     * What is under {@code /v1}.
     *
     * @param policies serves {@code /v1/policies}
     */
    public record Commands(
            SettingsEndpoint settings,
            ConnectionsEndpoint connections,
            AdviceEndpoint advice,
            UsersEndpoint users,
            MasterKeysEndpoint masterKeys,
            MembersEndpoint members,
            PeersEndpoint peers,
            Function<Exchange, Future<Void>> policies) {}

    public AdminSurface(HealthEndpoint health, MetricsEndpoint metrics, Commands commands) {
        this.health = health;
        this.metrics = metrics;
        this.commands = commands;
    }

    @Override
    public Future<Void> serve(Exchange exchange) {
        RequestTarget target = exchange.target();
        if (target.isUnder("/_health")) {
            return health.serve(exchange);
        }
        if (target.isUnder("/_metrics")) {
            return metrics.serve(exchange);
        }
        if (target.isUnder("/_peer")) {
            return commands.peers.serve(exchange);
        }
        if (target.isUnder("/v1/cluster/members")) {
            return commands.members.serve(exchange);
        }
        if (target.isUnder("/v1/settings")) {
            return commands.settings.serve(exchange);
        }
        if (target.isUnder("/v1/connections")) {
            return commands.connections.serve(exchange);
        }
        if (target.isUnder("/v1/advice")) {
            return commands.advice.serve(exchange);
        }
        if (target.isUnder("/v1/users")) {
            return commands.users.serve(exchange);
        }
        if (target.isUnder("/v1/master-keys")) {
            return commands.masterKeys.serve(exchange);
        }
        if (target.isUnder("/v1/policies")) {
            return commands.policies.apply(exchange);
        }
        throw RequestException.noSuchResource("there is no " + target.rawPath()
                + "; the node has /_health/live, /_health/ready, /_health/started and /_metrics");
    }

    static void requireMethod(Exchange exchange, String method) {
        if (!exchange.method().name().equals(method)) {
            throw RequestException.methodNotAllowed(exchange.target().rawPath() + " takes " + method);
        }
    }
}
