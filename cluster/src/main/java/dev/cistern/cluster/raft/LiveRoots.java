package dev.cistern.cluster.raft;

import dev.cistern.conf.TrustedRoots;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.OpenSslSessionContext;

/**
 * Believes the roots in force. Sees to it that the client's side takes up no session again, which would be that of an earlier
 * certificate under earlier roots: Ratis keeps one context for it for ever. Safe for all threads.
 */
final class LiveRoots extends X509ExtendedTrustManager {
    private volatile X509ExtendedTrustManager now;

    LiveRoots(TrustedRoots first) {
        this.now = manager(first);
    }

    void take(TrustedRoots next) {
        now = manager(next);
    }

    private static X509ExtendedTrustManager manager(TrustedRoots roots) {
        return (X509ExtendedTrustManager) roots.trustManagers().getTrustManagers()[0];
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        SSLSessionContext sessions = engine.getSession().getSessionContext();
        if (sessions instanceof OpenSslSessionContext ofRatis && ofRatis.isSessionCacheEnabled()) {
            ofRatis.setSessionCacheEnabled(false);
        }
        now.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        now.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        now.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        now.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        now.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        now.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return now.getAcceptedIssuers();
    }
}
