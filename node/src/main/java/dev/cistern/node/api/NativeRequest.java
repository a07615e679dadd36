package dev.cistern.node.api;

import dev.cistern.node.http.Exchange;
import dev.cistern.node.s3.access.Caller;
import java.util.Map;

/**
 * A request that was admitted.
 *
 * @param caller who sends it
 * @param notes what a new object is to be kept with, beside what its sender gave it
 */
record NativeRequest(Exchange exchange, Caller caller, Map<String, String> notes) {
    NativeRequest {
        notes = Map.copyOf(notes);
    }
}
