package dev.cistern.node.layers;

/**
 * The whole node at a moment.
 *
 * @param requests begun since the start
 * @param failed requests that failed by the node's fault, since the start
 * @param openDescriptors files and sockets that are open; 0 where the system does not say
 * @param mostDescriptors those that may be; 0 where the system does not say
 * @param settingsProblems problems of the settings files now
 * @param store how the store is
 */
public record NodeLoad(
        long requests,
        long failed,
        long openDescriptors,
        long mostDescriptors,
        int settingsProblems,
        StoreLoad store) {}
