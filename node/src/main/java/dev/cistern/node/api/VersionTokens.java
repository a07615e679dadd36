package dev.cistern.node.api;

import dev.cistern.node.http.RequestException;
import dev.cistern.node.store.ListVersions.Place;
import dev.cistern.node.store.VersionId;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Continuation tokens of listings of versions: the place itself, so that they hold over restarts and on every node. */
final class VersionTokens {
    private VersionTokens() {}

    static String encode(Place place) {
        String text = place.version().map(VersionId::text).orElse("") + ' ' + place.key();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Place decode(String token) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int space = text.indexOf(' ');
            if (space >= 0) {
                Optional<VersionId> version = VersionId.parse(text.substring(0, space));
                return new Place(text.substring(space + 1), version);
            }
        } catch (IllegalArgumentException e) {
            throw unknown(token);
        }
        throw unknown(token);
    }

    private static RequestException unknown(String token) {
        return RequestException.badRequest("continuation_token '" + token + "' was not given by this server");
    }
}
