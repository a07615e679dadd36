package dev.cistern.node.backed;

import dev.cistern.backends.BackendException;
import dev.cistern.backends.BackendException.Fault;
import dev.cistern.backends.BackendPut;
import dev.cistern.backends.WritableBackend;
import dev.cistern.backends.WritableBackend.Written;
import dev.cistern.node.store.BodyChecks;
import dev.cistern.node.store.Checksum;
import dev.cistern.node.store.Checksum.Algorithm;
import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.Missing;
import dev.cistern.node.store.ObjectInfo;
import dev.cistern.node.store.ObjectName;
import dev.cistern.node.store.ObjectStore;
import dev.cistern.node.store.PutCommand;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Writes that go to a bucket's backend and are acknowledged when it has them. Nothing is stored here: the copy that is
 * here, and those on their way, are the old ones from the moment at which the backend has the new one, and are dropped
 * before the client is told. Used by any thread.
 */
final class WriteThrough {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

    private final ObjectStore store;
    private final Copies copies;
    private final Changes changes;

    WriteThrough(ObjectStore store, Copies copies, Changes changes) {
        this.store = store;
        this.copies = copies;
        this.changes = changes;
    }

    Future<ObjectInfo> put(WritableBackend backend, PutCommand command, ReadStream<Buffer> body) {
        BackendPut put = new BackendPut(
                command.name().key(),
                command.length(),
                conditions(command.conditions()),
                checksums(command.checks(), backend.compares()),
                command.headers(),
                command.metadata());
        ReadStream<Buffer> passing =
                checkedByTheBackend(command.checks(), put) ? body : new CheckedBody(body, command.checks());
        return settled(command.name(), backend.put(put, passing)).map(written -> info(command, written));
    }

    Future<ObjectInfo> delete(WritableBackend backend, ObjectName name, Conditions conditions) {
        return settled(name, backend.delete(name.key(), conditions(conditions))).map(deleted -> removed(name));
    }

    /** Removes objects together; one that is not there is as good as removed. */
    Map<ObjectName, Future<ObjectInfo>> deleteAll(WritableBackend backend, List<ObjectName> names) {
        Future<Map<String, BackendException>> failed =
                backend.deleteAll(names.stream().map(ObjectName::key).toList());
        Map<ObjectName, Future<ObjectInfo>> removals = new LinkedHashMap<>();
        for (ObjectName name : names) {
            Future<Void> removal = failed.compose(why -> {
                BackendException cause = why.get(name.key());
                return cause == null ? Future.succeededFuture() : Future.failedFuture(cause);
            });
            removals.put(name, settled(name, removal).map(removed(name)));
        }
        return removals;
    }

    private static ObjectInfo removed(ObjectName name) {
        return new ObjectInfo(name, 0, "", 0, Instant.now(), Map.of(), Map.of());
    }

    private <T> Future<T> settled(ObjectName name, Future<T> write) {
        return write.transform(done -> {
            if (done.succeeded()) {
                return forget(name).map(done.result());
            }
            Future<Void> forgotten = changedNothing(done.cause()) ? Future.succeededFuture() : forget(name);
            return forgotten.transform(any -> Future.failedFuture(BackendFailure.of(done.cause())));
        });
    }

    /** Then the copy stays, and is served while the backend is gone. Where there is nothing to delete, there is no copy. */
    private static boolean changedNothing(Throwable cause) {
        return cause instanceof BackendException failed && failed.isCertain() && failed.fault() != Fault.MISSING;
    }

    /** Fetches first: what they store until the copy is removed goes with it, and afterwards they store nothing. */
    private Future<Void> forget(ObjectName name) {
        return changes.happened(name).compose(marked -> {
            Future<Void> parts = copies.drop(name);
            Future<Void> whole = Missing.allowed(store.delete(name, Conditions.NONE));
            return Future.join(parts, whole).mapEmpty();
        });
    }

    private static ObjectInfo info(PutCommand command, Written written) {
        Map<String, String> headers = new LinkedHashMap<>(command.headers());
        if (!written.etag().isEmpty()) {
            headers.put("etag", written.etag());
        }
        return new ObjectInfo(
                command.name(),
                written.lengthBytes(),
                written.md5(),
                written.version(),
                Instant.now(),
                headers,
                command.metadata());
    }

    /** Whether the backend is told of all that the body must come to. */
    private static boolean checkedByTheBackend(BodyChecks checks, BackendPut put) {
        return checks.signedSha256().isEmpty()
                && checks.kept().isEmpty()
                && put.checksums().size() == checks.announced().size();
    }

    /** Those that the backend compares: the MD5, and the first of the others that it knows. */
    private static Map<String, String> checksums(BodyChecks checks, Set<String> compared) {
        Map<String, String> checksums = new LinkedHashMap<>();
        for (Checksum checksum : checks.announced()) {
            Algorithm algorithm = checksum.algorithm();
            String name = algorithm.name().toLowerCase(Locale.ROOT);
            boolean first = checksums.keySet().stream().allMatch("md5"::equals);
            if (algorithm == Algorithm.MD5 || (first && compared.contains(name))) {
                checksums.put(name, checksum.hex());
            }
        }
        return checksums;
    }

    private static Map<String, String> conditions(Conditions conditions) {
        Map<String, String> headers = new LinkedHashMap<>();
        conditions.ifMatch().ifPresent(tags -> headers.put("if-match", tags));
        conditions.ifNoneMatch().ifPresent(tags -> headers.put("if-none-match", tags));
        conditions.ifModifiedSince().ifPresent(date -> headers.put("if-modified-since", httpDate(date)));
        conditions.ifUnmodifiedSince().ifPresent(date -> headers.put("if-unmodified-since", httpDate(date)));
        return headers;
    }

    private static String httpDate(Instant date) {
        return HTTP_DATE.format(date.atOffset(ZoneOffset.UTC));
    }
}
