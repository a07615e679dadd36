package dev.cistern.conf.load;

import dev.cistern.conf.InvalidValueException;
import dev.cistern.conf.Key;
import dev.cistern.conf.KeyValues;
import dev.cistern.conf.Keys;
import dev.cistern.conf.ServerIdentity;
import dev.cistern.conf.TlsSettings;
import dev.cistern.conf.TrustedRoots;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes settings of what the TLS keys name, or says what cannot be used and why. Confined to one resolution. */
final class TlsFiles {
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
        return new TlsSettings(identity(), roots());
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
        return identity(chain, secret);
    }

    private @Nullable ServerIdentity identity(PemFile chain, PemFile secret) {
        TrustedRoots certificates = certificates(Keys.TLS_CERT_FILE, chain);
        if (certificates == null) {
            return null;
        }
        try {
            return ServerIdentity.parse(certificates.certificates(), secret.text());
        } catch (InvalidValueException e) {
            refuse(Keys.TLS_KEY_FILE, e);
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
