package dev.cistern.net.client;

import dev.cistern.conf.TransportSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientConnection;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnectOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The Vert.x clients that dial. What is fixed in a Vert.x client and live here has a client for each of its values; one
 * whose values are no longer in force lives on until its last connection is gone. Every one is held here, because Vert.x
 * closes a client that nothing refers to. Safe for all threads.
 */
final class Agents {
    /** Changed timeouts are rare; what they left behind goes when there is too much of it. */
    private static final int MOST_OPTIONS = 16;

    /** A piece of a body as it comes from the decoder: as large as one read of the socket can be. */
    private static final int CHUNK_BYTES = 64 * 1024;

    private final Vertx vertx;
    private final Map<Handshake, ClientSSLOptions> options = new HashMap<>();
    private volatile Believed believed;
    private @Nullable Believed optionsFor;
    private final Map<Traits, Agent> agents = new HashMap<>();
    private TransportSettings transport;

    Agents(Vertx vertx, @Nullable TrustOptions trust, TransportSettings transport) {
        this.vertx = vertx;
        this.believed = new Believed(trust, 1);
        this.transport = transport;
    }

    /** What handshakes differ in. */
    private record Handshake(Scheme scheme, Duration timeout) {}

    /**
     * Whom to believe about hosts.
     *
     * @param generation counted from 1
     */
    private record Believed(@Nullable TrustOptions trust, int generation) {}

    /**
     * What is fixed in a Vert.x client.
     *
     * @param sni whether the host's name goes into the TLS handshake; an address may not
     */
    private record Traits(
            Scheme scheme, Duration connectTimeout, boolean sni, int connWindowBytes, int streamWindowBytes) {}

    private static final class Agent {
        private final Traits traits;
        private final HttpClientAgent vertxClient;
        private int users;
        private boolean worn;

        Agent(Traits traits, HttpClientAgent vertxClient) {
            this.traits = traits;
            this.vertxClient = vertxClient;
        }
    }

    /** Takes up changed settings, and lets go of clients that they leave unused. */
    synchronized void apply(TransportSettings next) {
        transport = next;
        List<Agent> unused =
                agents.values().stream().filter(agent -> agent.users == 0).toList();
        unused.forEach(this::retire);
    }

    /** Dials that begin from now on believe these; null for those that the platform trusts. One caller at a time. */
    void believe(@Nullable TrustOptions trust) {
        believed = new Believed(trust, believed.generation() + 1);
    }

    /** Which of the trusts that there were is in force. */
    int trustGeneration() {
        return believed.generation();
    }

    private void retire(Agent agent) {
        agents.remove(agent.traits, agent);
        agent.vertxClient.close().onComplete(end -> {});
    }

    /**
     * Dials on the current event loop. The connect timeout bounds the TCP connect, that of the options the handshake.
     *
     * @param gone completes when nothing of the dial or its connection is left; fails when the dial hangs, so that only the
     *     end of its client can end it
     */
    Future<HttpClientConnection> connect(
            Scheme scheme, Duration connectTimeout, HttpConnectOptions options, Future<Void> gone) {
        Agent agent;
        synchronized (this) {
            boolean sni = scheme.tls() && !isAddress(options.getHost());
            Traits traits = new Traits(
                    scheme,
                    connectTimeout,
                    sni,
                    scheme.http2() ? transport.connWindowBytes() : 0,
                    scheme.http2() ? transport.streamWindowBytes() : 0);
            agent = agents.computeIfAbsent(traits, this::build);
            agent.users++;
        }
        // As many of these as connections: it holds on to nothing else.
        gone.onComplete(end -> leave(agent, end.failed()));
        return agent.vertxClient.connect(options);
    }

    private synchronized void leave(Agent agent, boolean hangs) {
        Traits traits = agent.traits;
        agent.users--;
        if (hangs) {
            agent.worn = true;
            agents.remove(traits, agent);
        }
        boolean inForce = !traits.scheme().http2()
                || (traits.connWindowBytes() == transport.connWindowBytes()
                        && traits.streamWindowBytes() == transport.streamWindowBytes());
        if (agent.users == 0 && (agent.worn || !inForce)) {
            retire(agent);
        }
    }

    private static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    /** The same for all dials that it fits: Vert.x keeps it with each connection. */
    synchronized ClientSSLOptions tls(Scheme scheme, Duration tlsTimeout) {
        Believed now = believed;
        if (!Objects.equals(now, optionsFor)) {
            options.clear();
            optionsFor = now;
        }
        if (options.size() >= MOST_OPTIONS) {
            options.clear();
        }
        return options.computeIfAbsent(new Handshake(scheme, tlsTimeout), handshake -> tls(handshake, now.trust()));
    }

    private static ClientSSLOptions tls(Handshake of, @Nullable TrustOptions trust) {
        Scheme scheme = of.scheme();
        ClientSSLOptions tls = new ClientSSLOptions()
                .setHostnameVerificationAlgorithm("HTTPS")
                .setUseAlpn(scheme.http2())
                .setSslHandshakeTimeout(Math.max(1, of.timeout().toMillis()))
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        if (trust != null) {
            tls.setTrustOptions(trust);
        }
        if (scheme.http2()) {
            tls.setApplicationLayerProtocols(List.of("h2", "http/1.1"));
        }
        return tls;
    }

    private Agent build(Traits traits) {
        boolean http2 = traits.scheme().http2();
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(http2 ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setUseAlpn(traits.scheme() == Scheme.H2)
                .setHttp2ClearTextUpgrade(false)
                .setForceSni(traits.sni())
                .setVerifyHost(true)
                .setMaxChunkSize(CHUNK_BYTES)
                .setConnectTimeout((int) Math.max(1, traits.connectTimeout().toMillis()))
                .setIdleTimeout(0)
                .setKeepAliveTimeout(0)
                .setHttp2KeepAliveTimeout(0);
        if (http2) {
            options.setHttp2ConnectionWindowSize(traits.connWindowBytes())
                    .setInitialSettings(new Http2Settings()
                            .setInitialWindowSize(traits.streamWindowBytes())
                            .setPushEnabled(false));
        }
        return new Agent(traits, vertx.createHttpClient(options, new PoolOptions().setCleanerPeriod(0)));
    }

    /** Closes all of them, with the connections that they still have. */
    Future<Void> close() {
        List<Future<Void>> closes = new ArrayList<>();
        synchronized (this) {
            agents.values().forEach(agent -> closes.add(agent.vertxClient.close()));
            agents.clear();
        }
        return Future.join(closes).mapEmpty();
    }
}
