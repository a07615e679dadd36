package dev.cistern.cluster;

import dev.cistern.cluster.peer.PeerClient;

/**
 * What ties a node to the others.
 *
 * @param group what all know alike
 * @param peers asks them
 * @param roster when they were last heard of
 * @param self how they know this node
 * @param notices what is counted of those that they and this node send each other
 */
record Bonds(MetaGroup group, PeerClient peers, Roster roster, Self self, NoticeTally notices) {}
