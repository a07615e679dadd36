package dev.cistern.net.pool;

/**
 * A lease as decided.
 *
 * @param <C> the connection
 * @param pooled whose it is
 * @param connection its connection
 * @param askedAt when it was asked for
 * @param at when it was given
 * @param fresh whether it is the connection's first
 * @param idleNanos how long the connection was without use before
 */
record Grant<C>(Pooled<C> pooled, C connection, long askedAt, long at, boolean fresh, long idleNanos) {}
