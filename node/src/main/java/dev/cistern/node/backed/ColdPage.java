package dev.cistern.node.backed;

import dev.cistern.backends.ListableBackend;
import dev.cistern.backends.ListableBackend.ListPart;
import dev.cistern.backends.ListableBackend.Listed;
import dev.cistern.node.store.BucketName;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListCommand.Fallback;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A page of a bucket's listing as its backend gives it, which is whole: what is stored here is there too. Keys that cannot
 * be here are left out.
 */
final class ColdPage {
    private ColdPage() {}

    /** @param stored asked where the backend cannot be, and the command would have what is stored */
    static Future<ListPage> of(ListCommand command, ListableBackend backend, ObjectStore stored) {
        return whole(command, backend)
                .recover(cause -> command.fallback() == Fallback.STORED && isAway(cause)
                        ? stored.list(command)
                                .map(page -> new ListPage(
                                        page.objects(),
                                        page.commonPrefixes(),
                                        page.next(),
                                        Optional.of(String.valueOf(cause.getMessage()))))
                        : Future.failedFuture(cause));
    }

    /** Whether the backend could not be asked. */
    static boolean isAway(Throwable cause) {
        return cause instanceof StoreException failed
                && (failed.code() == Code.BACKEND_FAILED
                        || failed.code() == Code.BACKEND_TIMEOUT
                        || failed.code() == Code.BUSY);
    }

    private static Future<ListPage> whole(ListCommand command, ListableBackend backend) {
        return backend.list(
                        new ListPart(command.prefix(), command.delimiter(), command.startAfter(), command.maxKeys()))
                .map(page ->
                        new ListPage(objects(command.bucket(), page.objects()), page.commonPrefixes(), page.next()))
                .recover(cause -> Future.failedFuture(BackendFailure.of(cause)));
    }

    private static List<ObjectInfo> objects(BucketName bucket, List<Listed> listed) {
        List<ObjectInfo> objects = new ArrayList<>();
        for (Listed object : listed) {
            try {
                objects.add(new ObjectInfo(
                        new ObjectName(bucket, object.key()),
                        object.lengthBytes(),
                        "",
                        0,
                        object.modified(),
                        object.etag().isEmpty() ? Map.of() : Map.of("etag", object.etag()),
                        Map.of()));
            } catch (StoreException invalid) {
                // Left out: such as the empty key of a folder's marker below the backend's prefix.
            }
        }
        return objects;
    }
}
