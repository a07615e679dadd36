package dev.cistern.cluster;

import dev.cistern.cluster.peer.PeerKeyring;
import dev.cistern.cluster.raft.RaftOptions;
import dev.cistern.cluster.raft.RaftTls;
import dev.cistern.conf.ClusterSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a node's part in a cluster is made of.
 *
 * @param folder where it remembers it; made when needed
 * @param settings as they were when the process began
 * @param keyring null where there is no secret
 * @param tls of the Raft server, null for none
 * @param facts about the node
 * @param pace how soon silence counts as death
 */
public record ClusterOptions(
        Path folder,
        ClusterSettings settings,
        @Nullable PeerKeyring keyring,
        @Nullable RaftTls tls,
        NodeFacts facts,
        RaftOptions.Pace pace) {}
