package dev.cistern.node.backed;

/**
 * What is fetched from backends, since the start where nothing else is said.
 *
 * @param fetching fetches that run now
 * @param begun fetches begun
 * @param shared readers who joined a fetch that another had begun
 * @param failed fetches that ended without an object; one that the backend does not have is not counted
 * @param bytesFetched bytes that came from backends
 */
public record BackedFigures(int fetching, long begun, long shared, long failed, long bytesFetched) {}
