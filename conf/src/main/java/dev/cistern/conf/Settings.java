package dev.cistern.conf;

import java.nio.file.Path;

/**
 * All settings of a node at one moment, as effective values. Immutable; a change makes a new one. A component receives
 * its own section, never the whole tree.
 *
 * @param node the process itself
 * @param server layer 1, clients to node
 * @param peers layer 2, node to peers
 * @param backends layer 3, node to clouds
 * @param retry what is done when a host of layer 3 fails
 * @param transport layer 2 on HTTP/2
 * @param cluster how the node stands among others
 * @param store the local object store
 * @param lifecycle how lifecycle rules are carried out
 * @param backed objects that come from elsewhere
 * @param s3 the S3 API
 * @param log what is logged
 * @param tls who the node says it is, and whom it believes
 */
public record Settings(
        NodeSettings node,
        ServerSettings server,
        PoolSettings peers,
        PoolSettings backends,
        RetrySettings retry,
        TransportSettings transport,
        ClusterSettings cluster,
        StoreSettings store,
        LifecycleSettings lifecycle,
        BackedSettings backed,
        S3Settings s3,
        LogSettings log,
        TlsSettings tls) {

    /** The tree of these values, where no key of TLS names a file. */
    public static Settings of(KeyValues values) {
        return of(values, TlsSettings.OFF);
    }

    /** The tree of these values, and of what is in the files that the keys of TLS name. */
    public static Settings of(KeyValues values, TlsSettings tls) {
        return new Settings(
                node(values),
                server(values),
                Keys.PEERS.settings(values),
                Keys.BACKENDS.settings(values),
                retry(values),
                transport(values),
                ClusterKeys.settings(values),
                store(values),
                new LifecycleSettings(values.get(Keys.LIFECYCLE_INTERVAL), values.get(Keys.LIFECYCLE_RATE)),
                BackedKeys.settings(values),
                new S3Settings(values.get(Keys.S3_DOMAINS), values.get(Keys.S3_KEYS_OVER_HTTP)),
                log(values),
                tls);
    }

    private static NodeSettings node(KeyValues values) {
        return new NodeSettings(
                values.get(Keys.LISTEN),
                values.get(Keys.TRANSPORT),
                values.get(Keys.EVENT_LOOPS),
                values.get(Keys.ALLOW_OPEN),
                values.get(Keys.METRICS_ACCESS));
    }

    private static ServerSettings server(KeyValues values) {
        int requests = values.get(Keys.SERVER_MAX_REQUESTS);
        return new ServerSettings(
                values.get(Keys.SERVER_IDLE_TIME),
                values.get(Keys.HEADER_TIMEOUT),
                values.get(Keys.MAX_CONNS),
                values.get(Keys.SERVER_MAX_LIFETIME),
                requests == 0 ? Integer.MAX_VALUE : requests,
                values.get(Keys.DRAIN_TIME));
    }

    private static RetrySettings retry(KeyValues values) {
        return new RetrySettings(
                values.get(Keys.BACKEND_ATTEMPTS),
                values.get(Keys.BACKEND_DEADLINE),
                values.get(Keys.BACKEND_FAILURES),
                values.get(Keys.BACKEND_RECHECK_TIME),
                values.get(Keys.BACKEND_HEDGE_AFTER));
    }

    private static TransportSettings transport(KeyValues values) {
        return new TransportSettings(
                values.get(Keys.HEARTBEAT_INTERVAL),
                values.get(Keys.IDLE_TIMEOUT),
                values.get(Keys.CONN_WINDOW),
                values.get(Keys.STREAM_WINDOW),
                values.get(Keys.PROTOCOL),
                values.get(Keys.KEEPALIVE_ENABLED));
    }

    private static StoreSettings store(KeyValues values) {
        Path keys = values.get(Keys.MASTER_KEY_FILE);
        return new StoreSettings(
                values.get(Keys.DATA_DIR),
                values.get(Keys.DISKS),
                values.get(Keys.DURABILITY),
                values.get(Keys.INLINE_MAX),
                CareKeys.space(values),
                values.get(Keys.BUFFER_BYTES),
                values.get(Keys.THREADS),
                CacheKeys.settings(values),
                CareKeys.scrub(values),
                SegmentKeys.settings(values),
                keys.equals(Keys.MASTER_KEY_FILE.defaultValue()) ? null : keys);
    }

    private static LogSettings log(KeyValues values) {
        Path access = values.get(Keys.LOG_ACCESS);
        boolean off = access.equals(Keys.LOG_ACCESS.defaultValue());
        return new LogSettings(values.get(Keys.LOG_LEVEL), values.get(Keys.LOG_FORMAT), off ? null : access);
    }
}
