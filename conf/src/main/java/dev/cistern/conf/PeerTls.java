package dev.cistern.conf;

/**
 * Who this node says it is to other members, and whom it believes about them. Equal when the contents of the files are.
 *
 * @param identity shown to the Raft servers of others
 * @param roots nobody else's are believed there; over layer 2 these besides those that the Java platform trusts
 */
public record PeerTls(ServerIdentity identity, TrustedRoots roots) {}
