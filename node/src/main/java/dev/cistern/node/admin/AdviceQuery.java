package dev.cistern.node.admin;

import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import dev.cistern.conf.Layer;
import dev.cistern.node.http.RequestException;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@code GET /v1/advice} was asked.
 *
 * @param layer its name; empty for all layers
 * @param host as in figures, or its name, with or without port; empty for all hosts
 * @param whatIf settings to try, as written; empty for none
 */
record AdviceQuery(String layer, String host, Map<String, String> whatIf) {
    private static final List<String> LAYERS = List.of("clients", "peers", "backends");
    private static final Set<Layer> MODELLED = EnumSet.of(Layer.SERVER, Layer.PEERS, Layer.BACKENDS);

    static AdviceQuery parse(Map<String, String> query) {
        query.keySet().forEach(name -> {
            if (!Set.of("layer", "host", "what_if").contains(name)) {
                throw RequestException.badRequest(
                        "there is no '" + name + "'; an advice takes layer, host and what_if");
            }
        });
        String layer = query.getOrDefault("layer", "");
        if (!layer.isEmpty() && !LAYERS.contains(layer)) {
            throw RequestException.badRequest(
                    "there is no layer '" + layer + "'; the layers are " + String.join(", ", LAYERS));
        }
        return new AdviceQuery(layer, query.getOrDefault("host", ""), whatIf(query.getOrDefault("what_if", "")));
    }

    private static Map<String, String> whatIf(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String assignment : text.isEmpty() ? new String[0] : text.split(",", -1)) {
            int equals = assignment.indexOf('=');
            if (equals < 1) {
                throw RequestException.badRequest(
                        "what_if takes KEY=VALUE, and more of them after commas; not '" + assignment + "'");
            }
            String key = assignment.substring(0, equals).strip();
            Keys.find(key).ifPresent(AdviceQuery::requireModelled);
            values.put(key, assignment.substring(equals + 1).strip());
        }
        return values;
    }

    private static void requireModelled(Key<?> key) {
        boolean modelled = MODELLED.contains(key.layer()) && key.name().startsWith("net.http.");
        if (!modelled) {
            throw RequestException.badRequest("what_if cannot tell what " + key.name()
                    + " would do: it plays requests over connections, and knows the settings of connections, net.http");
        }
    }

    boolean wants(String ofLayer) {
        return layer.isEmpty() || layer.equals(ofLayer);
    }

    /** Whether a host, as {@code scheme://name:port}, is asked for. */
    boolean wantsHost(String of) {
        String address = of.substring(of.indexOf("://") + 3);
        return host.isEmpty()
                || of.equals(host)
                || address.equals(host)
                || address.substring(0, Math.max(0, address.lastIndexOf(':'))).equals(host);
    }
}
