package dev.cistern.bench.crash;

import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.Arrays;

/** What a client is told. */
final class Look {
    static final String WHOLE = "GET 200";
    static final String WRONG = "GET wrong bytes";
    static final String BROKE_OFF = "broke off";
    /** An error that names no code, or gives no reason. */
    static final String UNCLEAR = "without a reason";

    private Look() {}

    /** Reads an object whose bytes are known. A connection that broke is closed. */
    static String at(ObjectClient client, Attempt object, long seed) throws IOException {
        Response answer;
        try {
            answer = client.exchange(Request.get(client.target(object.key())));
        } catch (IOException e) {
            client.close();
            return "GET " + BROKE_OFF;
        }
        if (answer.status() != 200) {
            return "GET " + inWords(answer);
        }
        return Arrays.equals(answer.body(), object.body(seed).bytes()) ? WHOLE : WRONG;
    }

    /** Status and code of an answer. */
    static String inWords(Response answer) {
        if (answer.status() < 300) {
            return Integer.toString(answer.status());
        }
        try {
            JsonObject error = new JsonObject(answer.text());
            String code = error.getString("code", "");
            boolean isClear = !code.isEmpty() && !error.getString("message", "").isBlank();
            return answer.status() + " " + (isClear ? code : UNCLEAR);
        } catch (DecodeException | ClassCastException e) {
            return answer.status() + " " + UNCLEAR;
        }
    }
}
