package dev.cistern.net.client;

import dev.cistern.conf.TrustedRoots;
import io.vertx.core.net.TrustOptions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom to believe: certain roots, besides those of the Java platform. */
final class Trust {
    private Trust() {}

    /** Blocking: the platform's roots are read from a file. */
    static TrustOptions besidesPlatform(TrustedRoots roots) {
        List<X509Certificate> all = new ArrayList<>(roots.certificates());
        for (TrustManager manager : ofPlatform().getTrustManagers()) {
            if (manager instanceof X509TrustManager platform) {
                all.addAll(List.of(platform.getAcceptedIssuers()));
            }
        }
        return TrustOptions.wrap(new TrustedRoots(all).trustManagers().getTrustManagers()[0]);
    }

    private static TrustManagerFactory ofPlatform() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return factory;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the platform's roots cannot be read", e);
        }
    }
}
