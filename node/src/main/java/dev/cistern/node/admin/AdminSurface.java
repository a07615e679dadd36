package dev.cistern.node.admin;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.http.RequestException;
import dev.cistern.node.http.RequestTarget;
import dev.cistern.node.http.Surface;
import io.vertx.core.Future;

/** Everything an operator asks of a node: {@code /_health}, {@code /_metrics}, settings, connections. */
public final class AdminSurface implements Surface {
    private final HealthEndpoint health;
    private final MetricsEndpoint metrics;
    private final SettingsEndpoint settings;
    private final ConnectionsEndpoint connections;
    private final UsersEndpoint users;

    public AdminSurface(
            HealthEndpoint health,
            MetricsEndpoint metrics,
            SettingsEndpoint settings,
            ConnectionsEndpoint connections,
            UsersEndpoint users) {
        this.health = health;
        this.metrics = metrics;
        this.settings = settings;
        this.connections = connections;
        this.users = users;
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
        if (target.isUnder("/v1/settings")) {
            return settings.serve(exchange);
        }
        if (target.isUnder("/v1/connections")) {
            return connections.serve(exchange);
        }
        if (target.isUnder("/v1/users")) {
            return users.serve(exchange);
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
