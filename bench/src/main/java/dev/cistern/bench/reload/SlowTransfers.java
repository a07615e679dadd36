package dev.cistern.bench.reload;

import dev.cistern.bench.http.Body;
import dev.cistern.bench.http.BodyCheck;
import dev.cistern.bench.http.HttpConnection;
import dev.cistern.bench.http.ObjectClient;
import dev.cistern.bench.http.Request;
import dev.cistern.bench.http.Response;
import dev.cistern.bench.http.ResponseHead;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Three transfers that take far longer than any idle time: an upload that trickles, an upload that pauses, and a
 * download that is read slowly. None of them is ever idle between requests, so no setting may cut them.
 */
final class SlowTransfers {
    private static final int TRICKLES = 150;
    private static final int TRICKLE_BYTES = 1_000;
    private static final int TRICKLE_MILLIS = 100;
    private static final long PAUSE_MILLIS = 10_000;
    private static final long DOWNLOAD_BYTES = 24 << 20;
    private static final int SLOW_BUFFER_BYTES = 64 << 10;
    private static final int DOWNLOAD_PIECES = 100;
    private static final long PATIENCE_SECONDS = 90;

    private final InetSocketAddress node;
    private final ObjectClient names;
    private final String prefix;
    private final Map<String, CompletableFuture<Boolean>> running = new TreeMap<>();

    private SlowTransfers(InetSocketAddress node, String bucket, String prefix) {
        this.node = node;
        this.names = new ObjectClient(node, bucket);
        this.prefix = prefix;
    }

    static SlowTransfers start(InetSocketAddress node, String bucket, String prefix) throws IOException {
        SlowTransfers transfers = new SlowTransfers(node, bucket, prefix);
        Body download = Body.of(0, prefix, 3, DOWNLOAD_BYTES);
        try (ObjectClient client = new ObjectClient(node, bucket)) {
            int status = client.put(prefix + "/download", download);
            if (status != 200) {
                throw new IOException("the object to download slowly was refused with " + status);
            }
        }
        transfers.begin("an upload trickling for 15 s", transfers::trickle);
        transfers.begin("an upload pausing for 10 s", transfers::pause);
        transfers.begin("a download read over 10 s", () -> transfers.readSlowly(download));
        return transfers;
    }

    private void begin(String what, Callable<Boolean> transfer) {
        CompletableFuture<Boolean> outcome = new CompletableFuture<>();
        running.put(what, outcome);
        Thread thread = new Thread(
                () -> {
                    try {
                        outcome.complete(transfer.call());
                    } catch (Exception e) {
                        outcome.completeExceptionally(e);
                    }
                },
                what);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for all; what went wrong, empty when nothing did. */
    List<String> await() throws InterruptedException {
        List<String> wrong = new ArrayList<>();
        for (Map.Entry<String, CompletableFuture<Boolean>> each : running.entrySet()) {
            try {
                if (!each.getValue().get(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                    wrong.add(each.getKey() + " has wrong bytes");
                }
            } catch (ExecutionException e) {
                wrong.add(each.getKey() + ": " + e.getCause());
            } catch (TimeoutException e) {
                wrong.add(each.getKey() + " did not end within " + PATIENCE_SECONDS + " s");
            }
        }
        return wrong;
    }

    private boolean trickle() throws IOException, InterruptedException {
        Body body = Body.of(0, prefix, 1, (long) TRICKLES * TRICKLE_BYTES);
        try (HttpConnection connection = HttpConnection.open(node)) {
            connection.sendPutHead(names.target(prefix + "/trickled"), body.lengthBytes());
            byte[] all = body.bytes();
            for (int i = 0; i < TRICKLES; i++) {
                connection.output().write(all, i * TRICKLE_BYTES, TRICKLE_BYTES);
                Thread.sleep(TRICKLE_MILLIS);
            }
            return storedWhole(connection, prefix + "/trickled", body);
        }
    }

    private boolean pause() throws IOException, InterruptedException {
        Body body = Body.of(0, prefix, 2, 256 << 10);
        int half = (int) body.lengthBytes() / 2;
        try (HttpConnection connection = HttpConnection.open(node)) {
            connection.sendPutHead(names.target(prefix + "/paused"), body.lengthBytes());
            byte[] all = body.bytes();
            connection.output().write(all, 0, half);
            Thread.sleep(PAUSE_MILLIS);
            connection.output().write(all, half, half);
            return storedWhole(connection, prefix + "/paused", body);
        }
    }

    private boolean storedWhole(HttpConnection connection, String key, Body body) throws IOException {
        Response put = connection.receive("PUT");
        if (put.status() != 200) {
            throw new IOException("status " + put.status() + ": " + put.text());
        }
        try (HttpConnection fresh = HttpConnection.open(node)) {
            byte[] stored = fresh.exchange(Request.get(names.target(key))).body();
            BodyCheck check = new BodyCheck(body);
            return check.accept(stored, stored.length) && check.isWhole();
        }
    }

    private boolean readSlowly(Body expected) throws IOException, InterruptedException {
        try (HttpConnection connection = HttpConnection.open(node, SLOW_BUFFER_BYTES)) {
            connection.send(Request.get(names.target(prefix + "/download")));
            ResponseHead head = connection.receiveHead();
            if (head.status() != 200) {
                throw new IOException("status " + head.status());
            }
            BodyCheck check = new BodyCheck(expected);
            byte[] piece = new byte[SLOW_BUFFER_BYTES];
            long pieceBytes = DOWNLOAD_BYTES / DOWNLOAD_PIECES;
            for (long rest = pieceBytes; !check.isWhole(); rest = check.offset() + pieceBytes) {
                Thread.sleep(PAUSE_MILLIS / DOWNLOAD_PIECES);
                while (check.offset() < Math.min(rest, DOWNLOAD_BYTES)) {
                    int most = (int) Math.min(piece.length, DOWNLOAD_BYTES - check.offset());
                    if (!check.accept(piece, connection.readSome(piece, most))) {
                        return false;
                    }
                }
            }
            return true;
        }
    }
}
