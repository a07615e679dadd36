package dev.cistern.node.layers;

/**
 * What makes an alert true.
 *
 * @param where a layer, a host, or a part of the node
 * @param figures the numbers, in words
 */
public record Evidence(String where, String figures) {

    @Override
    public String toString() {
        return where + ": " + figures;
    }
}
