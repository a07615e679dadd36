package dev.cistern.cluster.raft;

import org.apache.ratis.protocol.RaftPeer;

/**
 * A server of a group as the others know it.
 *
 * @param id never used again for another server, nor for the same one after it lost its disk: a voter that forgets what it
 *     promised breaks the promise of all
 * @param address {@code host:port} of its Raft port
 */
public record Peer(String id, String address) {

    RaftPeer toRatis() {
        return RaftPeer.newBuilder().setId(id).setAddress(address).build();
    }

    static Peer of(RaftPeer peer) {
        return new Peer(peer.getId().toString(), peer.getAddress());
    }
}
