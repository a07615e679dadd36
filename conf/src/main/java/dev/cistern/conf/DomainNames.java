package dev.cistern.conf;

import java.util.List;

/** Names of domains, in lower case, without a dot at either end; in the order of their owner. */
public record DomainNames(List<String> names) {
    public DomainNames {
        names = List.copyOf(names);
    }

    @Override
    public String toString() {
        return names.isEmpty() ? "off" : String.join(",", names);
    }
}
