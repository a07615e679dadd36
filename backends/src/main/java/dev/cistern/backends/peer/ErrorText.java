package dev.cistern.backends.peer;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.http.ResponseText;
import dev.cistern.net.client.HttpResponse;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/**
 * What another node says of a request that it did not fulfil.
 *
 * @param code its stable name of the failure; empty where it gave none
 * @param message empty where it gave none
 */
record ErrorText(String code, String message) {
    private static final ErrorText NONE = new ErrorText("", "");
    private static final int MOST_BYTES = 16 * 1024;

    private static final Map<String, Fault> FAULTS = Map.ofEntries(
            Map.entry("NO_SUCH_OBJECT", Fault.MISSING),
            Map.entry("NO_SUCH_BUCKET", Fault.BACKEND),
            Map.entry("PRECONDITION_FAILED", Fault.CONDITION),
            Map.entry("CHECKSUM_MISMATCH", Fault.CHECKSUM),
            Map.entry("TOO_LARGE", Fault.TOO_LARGE),
            Map.entry("NO_SPACE", Fault.NO_SPACE),
            Map.entry("READ_ONLY", Fault.READ_ONLY),
            Map.entry("BACKEND_LOOP", Fault.LOOP),
            Map.entry("BACKEND_TIMEOUT", Fault.BACKEND_TIME),
            Map.entry("BUSY", Fault.BUSY),
            Map.entry("INCOMPLETE_BODY", Fault.BACKEND));

    /** Reads the body of an error; one that cannot be read says nothing. */
    static Future<ErrorText> read(HttpResponse response) {
        return ResponseText.read(response, MOST_BYTES).map(ErrorText::parse).otherwise(NONE);
    }

    private static ErrorText parse(Buffer body) {
        try {
            JsonObject json = new JsonObject(body);
            return new ErrorText(json.getString("code", ""), json.getString("message", ""));
        } catch (RuntimeException e) {
            return NONE;
        }
    }

    /** @param plain what is said where the node gave no reason of its own */
    BackendException explain(String address, int status, BackendException plain) {
        if (code.isEmpty()) {
            return plain;
        }
        if (status == 401 || status == 403) {
            // Who asks this node has nothing to do with what this node may do there.
            return new BackendException(Fault.BACKEND, "the backend " + address + " refuses this node: " + message);
        }
        Fault fault = FAULTS.getOrDefault(code, status / 100 == 4 && status != 404 ? Fault.REFUSED : plain.fault());
        return new BackendException(fault, "the backend " + address + " says: " + message);
    }
}
