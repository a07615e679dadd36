package dev.cistern.node.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The page {@code docs/reference/s3.md}: what this node makes of every operation, out of the code that does it. */
final class S3Reference {
    private static final String HEAD = """
            # S3

            Generated from the catalogue of operations in `node.s3`; do not edit. `./dev reference` writes it anew.

            Every operation of Amazon's S3 API, by its name there, with the permission that a policy calls its leave.

            - **served**: it does what Amazon's reference says, but for what is noted.
            - **empty**: it answers as Amazon does where nothing of the kind was configured, which is true: it cannot be.
            - **501**: it is refused by name, `NotImplemented`, and changes nothing.

            An operation that is not here, and a sub-resource that nobody knows, is refused with `501` too, and is never taken
            for another operation. Parameters that nobody knows are ignored, as Amazon ignores them.

            There is one storage class, whatever a client asks for; the name that it asked for is kept with the object and given
            back. A signature is good for any region.
            """;

    private static final Map<S3Action, String> NOTES = notes();

    private S3Reference() {}

    /** The whole page. */
    static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        page.append("\n| operation | permission | state | what differs |\n|---|---|---|---|\n");
        List<S3Action> actions = new ArrayList<>(List.of(S3Action.values()));
        actions.sort(Comparator.comparing(S3Action::title));
        for (S3Action action : actions) {
            page.append("| `")
                    .append(action.title())
                    .append("` | ")
                    .append(action.permission().isEmpty() ? "" : "`" + action.permission() + "`")
                    .append(" | ")
                    .append(word(action.state()))
                    .append(" | ")
                    .append(NOTES.getOrDefault(action, ""))
                    .append(" |\n");
        }
        return page.toString();
    }

    /** Writes the page, where it is kept. */
    static void write(Path file) throws IOException {
        Path written = Files.writeString(file, markdown());
        assert written.equals(file);
    }

    private static String word(S3Action.State state) {
        return switch (state) {
            case SERVED -> "served";
            case EMPTY -> "empty";
            case REFUSED -> "501";
        };
    }

    private static Map<S3Action, String> notes() {
        Map<S3Action, String> notes = new EnumMap<>(S3Action.class);
        notes.put(
                S3Action.POST_OBJECT,
                "forms are signed with version 4; those of version 2 are refused. What follows the file in a form is ignored");
        notes.put(
                S3Action.PREFLIGHT_REQUEST,
                "`OPTIONS` of a bucket or of any key in it; without a signature, also where the request itself is signed");
        notes.put(
                S3Action.PUT_BUCKET_LIFECYCLE_CONFIGURATION,
                "also the first version of the document, with a `Prefix` in each rule. There is one storage class, so"
                        + " transitions are refused with `InvalidStorageClass`. Rules are carried out every"
                        + " `store.lifecycle_interval`");
        notes.put(S3Action.PUT_BUCKET_TAGGING, "an empty set is as none");
        notes.put(S3Action.CREATE_BUCKET, "any region is taken, since the node has none");
        notes.put(S3Action.GET_BUCKET_LOCATION, "always the first region, whose name is empty");
        notes.put(S3Action.GET_BUCKET_REQUEST_PAYMENT, "always `BucketOwner`");
        website(notes);
        other(notes);
        return notes;
    }

    private static void website(Map<S3Action, String> notes) {
        String website = "buckets are not served as web sites";
        notes.put(S3Action.PUT_BUCKET_WEBSITE, website);
        notes.put(S3Action.GET_BUCKET_WEBSITE, website);
        notes.put(S3Action.DELETE_BUCKET_WEBSITE, website);
        notes.put(S3Action.PUT_BUCKET_LOGGING, "the access log is the node's own, `log.access`");
        notes.put(S3Action.PUT_BUCKET_NOTIFICATION_CONFIGURATION, "there is nobody to be notified");
        notes.put(S3Action.PUT_BUCKET_REPLICATION, "buckets are not replicated to other stores");
        notes.put(S3Action.PUT_BUCKET_ACCELERATE_CONFIGURATION, "there is one way to the node");
        notes.put(S3Action.PUT_BUCKET_REQUEST_PAYMENT, "nobody pays");
    }

    private static void other(Map<S3Action, String> notes) {
        notes.put(S3Action.PUT_BUCKET_METRICS_CONFIGURATION, "metrics are those of the node, [here](metrics.md)");
        notes.put(S3Action.RESTORE_OBJECT, "no object is ever away");
        notes.put(S3Action.SELECT_OBJECT_CONTENT, "objects are bytes; read what you need of them by ranges");
        notes.put(S3Action.GET_OBJECT_TORRENT, "Amazon has withdrawn it");
        notes.put(S3Action.CREATE_SESSION, "there are no directory buckets");
        notes.put(S3Action.LIST_DIRECTORY_BUCKETS, "there are no directory buckets");
    }
}
