package dev.cistern.conf;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where others listen.
 *
 * @param list in the order written
 */
public record Addresses(List<ListenAddress> list) {

    /** Copies the list. */
    public Addresses {
        list = List.copyOf(list);
    }

    /** As they are written: {@code off} where there is none. */
    @Override
    public String toString() {
        return list.isEmpty()
                ? "off"
                : list.stream().map(ListenAddress::toString).collect(Collectors.joining(","));
    }
}
