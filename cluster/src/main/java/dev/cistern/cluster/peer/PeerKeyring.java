package dev.cistern.cluster.peer;

import dev.cistern.conf.ClusterSecrets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * The secrets of a cluster as they are in force on this node: it signs and seals with the first, and believes all of them. They can
 * be replaced while it runs. Safe for all threads.
 */
public final class PeerKeyring {
    private final LongAdder formerly = new LongAdder();
    private volatile Ring ring;

    /** One generation. */
    private record Ring(List<PeerSecret> secrets, long number) {}

    /** The first generation. */
    public PeerKeyring(ClusterSecrets first) {
        this.ring = new Ring(secrets(first), 1);
    }

    private static List<PeerSecret> secrets(ClusterSecrets secrets) {
        return secrets.list().stream().map(PeerSecret::new).toList();
    }

    /** Requests that begin from now on are signed with the first of these; those under way end with what they began with. */
    public synchronized void take(ClusterSecrets next) {
        ring = new Ring(secrets(next), ring.number + 1);
    }

    /** Counts the generations, from 1. */
    public long generation() {
        return ring.number;
    }

    /** Requests of members that signed with a secret which is not the first here, since the start. */
    public long formerlySigned() {
        return formerly.sum();
    }

    PeerSecret first() {
        return ring.secrets.get(0);
    }

    /** The secret that a signature was made with, in a time that does not depend on how much of it is right. */
    Optional<PeerSecret> signer(PeerSignature signature, String value) {
        PeerSecret found = null;
        for (PeerSecret secret : ring.secrets) {
            if (secret.signed(signature, value)) {
                found = secret;
            }
        }
        return Optional.ofNullable(found);
    }

    /** Whether a request was signed with one of the secrets; counts those that were with another than the first. */
    boolean knows(PeerSignature signature, String value) {
        Optional<PeerSecret> signer = signer(signature, value);
        if (signer.isPresent() && signer.get() != first()) {
            formerly.increment();
        }
        return signer.isPresent();
    }

    /**
     * Seals what the members of a cluster share and nobody else may read, with the first secret.
     *
     * @param what it is; opened as something else it does not open
     */
    public byte[] seal(String what, byte[] plain) {
        return first().seal(what, plain);
    }

    /** What was sealed. Immutable but for its bytes. */
    public static final class Opened {
        private final byte[] plain;
        private final boolean outdated;

        private Opened(byte[] plain, boolean outdated) {
            this.plain = plain;
            this.outdated = outdated;
        }

        /** What it is. */
        public byte[] plain() {
            return plain;
        }

        /** Whether it was sealed with another secret than the first. */
        public boolean outdated() {
            return outdated;
        }
    }

    /** Empty where it was not sealed so, with any of the secrets. */
    public Optional<Opened> open(String what, byte[] sealed) {
        List<PeerSecret> now = ring.secrets;
        for (PeerSecret secret : now) {
            Optional<byte[]> plain = secret.open(what, sealed);
            if (plain.isPresent()) {
                return Optional.of(new Opened(plain.get(), secret != now.get(0)));
            }
        }
        return Optional.empty();
    }
}
