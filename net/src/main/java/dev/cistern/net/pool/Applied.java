package dev.cistern.net.pool;

/**
 * What a change of settings did.
 *
 * @param waitersWoken waiters that got a connection, or a dial in their name, because a limit was raised
 * @param idleClosing idle connections that a lowered limit closes, least recently used first; all of them at once up to
 *     {@value DrainPace#BURST}, the rest at {@value DrainPace#PER_SECOND} a second, except those that are used before their
 *     turn
 */
public record Applied(int waitersWoken, int idleClosing) {}
