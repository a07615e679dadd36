package dev.cistern.net.client;

import dev.cistern.conf.TrustedRoots;
import io.vertx.core.net.TrustOptions;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom to believe: certain roots, besides those of the Java platform. */
final class Trust {
    private Trust() {}

    /** Blocking: the platform's roots are read from a file. */
    static TrustOptions besidesPlatform(TrustedRoots roots) {
        try {
            List<X509Certificate> all = new ArrayList<>(roots.certificates());
            for (TrustManager manager : managers(null).getTrustManagers()) {
                if (manager instanceof X509TrustManager platform) {
                    all.addAll(List.of(platform.getAcceptedIssuers()));
                }
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int at = 0; at < all.size(); at++) {
                store.setCertificateEntry("root-" + at, all.get(at));
            }
            return TrustOptions.wrap(managers(store).getTrustManagers()[0]);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("roots that were read cannot be used: " + roots, e);
        }
    }

    private static TrustManagerFactory managers(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }
}
