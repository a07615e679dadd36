package dev.cistern.node.http;

import dev.cistern.node.s3.wire.UriCoding;
import java.nio.charset.StandardCharsets;

/** Targets of requests: keys in paths, and queries. */
public final class TargetFuzz {
    private TargetFuzz() {}

    /** A key that is taken is the same when it is encoded and sent again. */
    public static void fuzzerTestOneInput(byte[] data) {
        RequestTarget target = RequestTarget.parse(new String(data, StandardCharsets.ISO_8859_1));
        if (!target.rawPath().startsWith("/")) {
            throw new AssertionError("a path begins with '" + target.rawPath() + "'");
        }
        try {
            String path = target.after("");
            String again = new RequestTarget("/" + UriCoding.encodePath(path), "").after("");
            if (!path.equals(again)) {
                throw new AssertionError("'" + path + "' became '" + again + "'");
            }
            int unusedSize = target.query().size();
        } catch (RequestException refused) {
            // As it should be.
        }
    }
}
