package dev.cistern.conf.load;

import dev.cistern.conf.ClusterKeys;
import dev.cistern.conf.ClusterSecrets;
import dev.cistern.conf.InvalidValueException;
import dev.cistern.conf.Key;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Keys;
import dev.cistern.conf.PeerTls;
import dev.cistern.conf.ServerIdentity;
import dev.cistern.conf.TlsSettings;
import dev.cistern.conf.TrustedRoots;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes settings of the certificates, keys and secrets that keys name, or says what cannot be used and why. Confined to one
 * resolution.
 */
final class TlsFiles {
    /** Keys whose files have to fit together. */
    private static final List<Set<Key<Path>>> GROUPS = List.of(
            Set.of(Keys.TLS_CERT_FILE, Keys.TLS_KEY_FILE),
            Set.of(Keys.BACKEND_CA_FILE),
            Set.of(ClusterKeys.TLS_CERT_FILE, ClusterKeys.TLS_KEY_FILE, ClusterKeys.TLS_CA_FILE),
            Set.of(ClusterKeys.SECRET_FILE));

    private final KeyValues values;
    private final PemFiles known;
    private final Refusal refusal;
    private final Set<PemFile> used = new LinkedHashSet<>();

    /** Takes note that the value of a key cannot be used. */
    interface Refusal {
        void refuse(Key<?> key, String reason, String suggestion);
    }

    /** @param known what was read already; other files are read when they are needed */
    TlsFiles(KeyValues values, PemFiles known, Refusal refusal) {
        this.values = values;
        this.known = known;
        this.refusal = refusal;
    }

    /** What the keys make; blocking. Where something was refused, no part of it may be used. */
    TlsSettings settings() {
        return new TlsSettings(identity(), roots(), peers(), secrets());
    }

    /** The files of these keys, and those that have to fit to them. */
    static Set<Path> together(Collection<String> keys, ResolvedSettings settings) {
        return GROUPS.stream()
                .filter(group -> group.stream().map(Key::name).anyMatch(keys::contains))
                .flatMap(Set::stream)
                .flatMap(key -> settings.entry(key.name()).stream())
                .map(entry -> Path.of(entry.effective()))
                .collect(Collectors.toSet());
    }

    /** The files that were used. */
    PemFiles used() {
        return new PemFiles(used);
    }

    private @Nullable ServerIdentity identity() {
        boolean certificate = isSet(Keys.TLS_CERT_FILE);
        boolean key = isSet(Keys.TLS_KEY_FILE);
        if (!certificate && !key) {
            return null;
        }
        if (!certificate || !key) {
            Key<Path> set = certificate ? Keys.TLS_CERT_FILE : Keys.TLS_KEY_FILE;
            Key<Path> off = certificate ? Keys.TLS_KEY_FILE : Keys.TLS_CERT_FILE;
            refusal.refuse(set, "needs " + off.name() + ", which is off", "name both files, or set both to off");
            return null;
        }
        PemFile chain = read(Keys.TLS_CERT_FILE);
        PemFile secret = read(Keys.TLS_KEY_FILE);
        if (chain == null || secret == null) {
            return null;
        }
        TrustedRoots certificates = certificates(Keys.TLS_CERT_FILE, chain);
        return certificates == null ? null : identity(certificates, Keys.TLS_KEY_FILE, secret);
    }

    private @Nullable ServerIdentity identity(TrustedRoots certificates, Key<Path> key, PemFile secret) {
        try {
            return ServerIdentity.parse(certificates.certificates(), secret.text());
        } catch (InvalidValueException e) {
            refuse(key, e);
            return null;
        }
    }

    /** Nothing unless all three are named. */
    private @Nullable PeerTls peers() {
        if (!isSet(ClusterKeys.TLS_CERT_FILE) || !isSet(ClusterKeys.TLS_KEY_FILE) || !isSet(ClusterKeys.TLS_CA_FILE)) {
            return null;
        }
        PemFile chain = read(ClusterKeys.TLS_CERT_FILE);
        PemFile secret = read(ClusterKeys.TLS_KEY_FILE);
        PemFile ca = read(ClusterKeys.TLS_CA_FILE);
        TrustedRoots certificates = chain == null ? null : certificates(ClusterKeys.TLS_CERT_FILE, chain);
        TrustedRoots roots = ca == null ? null : certificates(ClusterKeys.TLS_CA_FILE, ca);
        ServerIdentity identity = certificates == null || secret == null
                ? null
                : identity(certificates, ClusterKeys.TLS_KEY_FILE, secret);
        return identity == null || roots == null ? null : new PeerTls(identity, roots);
    }

    private @Nullable ClusterSecrets secrets() {
        PemFile file = isSet(ClusterKeys.SECRET_FILE) ? read(ClusterKeys.SECRET_FILE) : null;
        try {
            return file == null ? null : ClusterSecrets.parse(file.text());
        } catch (InvalidValueException e) {
            refuse(ClusterKeys.SECRET_FILE, e);
            return null;
        }
    }

    private @Nullable TrustedRoots roots() {
        PemFile roots = isSet(Keys.BACKEND_CA_FILE) ? read(Keys.BACKEND_CA_FILE) : null;
        return roots == null ? null : certificates(Keys.BACKEND_CA_FILE, roots);
    }

    private @Nullable TrustedRoots certificates(Key<Path> key, PemFile file) {
        try {
            return TrustedRoots.parse(file.text());
        } catch (InvalidValueException e) {
            refuse(key, e);
            return null;
        }
    }

    private boolean isSet(Key<Path> key) {
        return !values.get(key).equals(key.defaultValue());
    }

    private @Nullable PemFile read(Key<Path> key) {
        PemFile file = known.of(values.get(key));
        used.add(file);
        if (file.problem().isEmpty()) {
            return file;
        }
        refusal.refuse(key, file.path() + ": " + file.problem(), "");
        return null;
    }

    private void refuse(Key<Path> key, InvalidValueException e) {
        refusal.refuse(key, values.get(key) + ": " + e.reason(), e.suggestion());
    }
}
