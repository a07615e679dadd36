package dev.cistern.cluster.raft;

import dev.cistern.conf.ServerIdentity;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificate in force, whatever issuers the other side says that it believes. An alias names its generation, so that a
 * handshake that began before a change gets the key that fits. Safe for all threads.
 */
final class LiveKey extends X509ExtendedKeyManager {
    /** The last two, the newest last. */
    private volatile List<Generation> generations;

    private record Generation(int number, X509ExtendedKeyManager keys) {
        /** Of its aliases. */
        String prefix() {
            return number + ":";
        }
    }

    LiveKey(ServerIdentity first) {
        this.generations = List.of(new Generation(1, keys(first)));
    }

    synchronized void take(ServerIdentity next) {
        Generation last = newest();
        generations = List.of(last, new Generation(last.number + 1, keys(next)));
    }

    private Generation newest() {
        List<Generation> now = generations;
        return now.get(now.size() - 1);
    }

    private static X509ExtendedKeyManager keys(ServerIdentity identity) {
        return (X509ExtendedKeyManager) identity.keyManagers().getKeyManagers()[0];
    }

    private static @Nullable String named(Generation generation, @Nullable String alias) {
        return alias == null ? null : generation.prefix() + alias;
    }

    private Optional<Generation> of(String alias) {
        return generations.stream()
                .filter(generation -> alias.startsWith(generation.prefix()))
                .findFirst();
    }

    @Override
    public @Nullable String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
        Generation now = newest();
        return named(now, now.keys.chooseEngineClientAlias(types, null, engine));
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String type, Principal[] issuers, SSLEngine engine) {
        Generation now = newest();
        return named(now, now.keys.chooseEngineServerAlias(type, null, engine));
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
        Generation now = newest();
        return named(now, now.keys.chooseClientAlias(types, null, socket));
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
        Generation now = newest();
        return named(now, now.keys.chooseServerAlias(type, null, socket));
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return of(alias)
                .map(generation -> generation.keys.getCertificateChain(
                        alias.substring(generation.prefix().length())))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return of(alias)
                .map(generation -> generation.keys.getPrivateKey(
                        alias.substring(generation.prefix().length())))
                .orElse(null);
    }

    @Override
    public String @Nullable [] getClientAliases(String type, Principal[] issuers) {
        String alias = chooseClientAlias(new String[] {type}, issuers, new Socket());
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getServerAliases(String type, Principal[] issuers) {
        String alias = chooseServerAlias(type, issuers, new Socket());
        return alias == null ? null : new String[] {alias};
    }
}
