package dev.cistern.node.s3;

import dev.cistern.node.s3.wire.S3Exception;
import dev.cistern.node.store.StoreException;
import java.nio.charset.StandardCharsets;

/** What names objects outside of paths: sources of copies, list tokens, upload ids. */
public final class NamesFuzz {
    private NamesFuzz() {}

    /** What is taken can be given back. */
    public static void fuzzerTestOneInput(byte[] data) {
        String text = new String(data, StandardCharsets.ISO_8859_1);
        try {
            String key = CopySource.parse(text).object().key();
            requireSame(key, CopySource.parse("bucket/" + encoded(key)).object().key());
        } catch (S3Exception | StoreException refused) {
            // As it should be.
        }
        try {
            String last = ListTokens.decode(text);
            requireSame(last, last.isEmpty() ? "" : ListTokens.decode(ListTokens.encode(last)));
        } catch (S3Exception refused) {
            // As it should be.
        }
        UploadIds.parse(text).ifPresent(id -> requireSame(text, UploadIds.format(id)));
    }

    private static String encoded(String key) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            encoded.append(String.format("%%%02x", b & 0xff));
        }
        return encoded.toString();
    }

    private static void requireSame(String one, String other) {
        if (!one.equals(other)) {
            throw new AssertionError("'" + one + "' became '" + other + "'");
        }
    }
}
