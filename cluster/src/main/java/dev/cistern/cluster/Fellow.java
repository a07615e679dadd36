package dev.cistern.cluster;

/**
 * A member as seen from this node.
 *
 * @param number never used again for another
 * @param url where it is asked
 * @param zone what fails together; empty where it is a zone of its own
 * @param weight its share of what is spread
 * @param stays false while it is on its way in or out
 * @param near heard of a moment ago; true for this node itself
 */
public record Fellow(int number, String name, String url, String zone, int weight, boolean stays, boolean near) {}
