package dev.cistern.node.copies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.cluster.Fellow;
import dev.cistern.cluster.Fellowship;
import dev.cistern.node.engine.StoreUnderTest;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a member is told, over a real socket; the member only listens. */
final class BlobQuestionsTest {
    private static final int OTHER = 1;

    @TempDir
    private Path folder = Path.of("");

    private final BlockingQueue<List<Long>> told = new LinkedBlockingQueue<>();
    private final AtomicReference<Fellowship> members = new AtomicReference<>(Fellowship.NONE);
    private CopiesUnderTest cluster;
    private BlobQuestions questions;
    /** With which status the next questions are answered, and when. */
    private volatile Promise<Integer> answer = Promise.promise();

    private int port;

    @BeforeEach
    void start() throws IOException {
        cluster = new CopiesUnderTest(folder, 1);
        HttpServer server = cluster.store(0).vertx.createHttpServer().requestHandler(request -> request.body()
                .onSuccess(body -> {
                    Future<Integer> now = answer.future(); // As it is before the test may give it another.
                    told.add(BlobQuestions.ids(body.toJsonObject()));
                    Future<Void> unused = now.compose(
                            status -> request.response().setStatusCode(status).end("{}"));
                }));
        port = StoreUnderTest.await(server.listen(0, "127.0.0.1")).actualPort();
        questions = cluster.copies(0, members::get).questions();
        seenAs(true);
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private void seenAs(boolean near) {
        members.set(new Fellowship(
                "c",
                0,
                List.of(
                        new Fellow(0, "n0", "http://127.0.0.1:1", "", 100, true, true),
                        new Fellow(OTHER, "n1", "http://127.0.0.1:" + port, "", 100, true, near))));
    }

    private void answers(int status) {
        answer.complete(status);
    }

    private List<Long> nextTold() throws InterruptedException {
        List<Long> next = told.poll(60, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("it was told nothing within a minute");
        }
        return next;
    }

    @Test
    void whoIsAwayIsToldWhenItIsNearAgain() throws Exception {
        answers(200);
        seenAs(false);
        questions.tell(BlobQuestions.LACKING, 7, List.of(OTHER));
        questions.tell(BlobQuestions.LACKING, 8, List.of(OTHER));
        questions.tellAgain();
        assertThat(told).isEmpty();

        seenAs(true);
        questions.tellAgain();
        assertThat(nextTold()).containsExactly(7L, 8L);
    }

    @Test
    void whoRefusedIsToldAgain() throws Exception {
        questions.tell(BlobQuestions.LACKING, 7, List.of(OTHER));
        assertThat(nextTold()).containsExactly(7L);
        Promise<Integer> busy = answer;
        answer = Promise.promise();
        busy.complete(503);
        answers(200);
        while (told.isEmpty()) {
            questions.tellAgain();
            Thread.onSpinWait();
        }
        assertThat(nextTold()).containsExactly(7L);
    }

    @Test
    void whatComesUpWhileItIsBeingToldIsToldTogetherAfterwards() throws Exception {
        questions.tell(BlobQuestions.LACKING, 7, List.of(OTHER));
        assertThat(nextTold()).containsExactly(7L);
        questions.tell(BlobQuestions.LACKING, 8, List.of(OTHER));
        questions.tell(BlobQuestions.LACKING, 9, List.of(OTHER));

        answers(200);
        assertThat(nextTold()).containsExactly(8L, 9L);
    }

    @Test
    void thisNodeIsToldDirectly() {
        BlockingQueue<List<Long>> here = new LinkedBlockingQueue<>();
        questions.lackingHere(here::add);
        questions.tell(BlobQuestions.LACKING, 7, List.of(0));

        assertThat(here).containsExactly(List.of(7L));
    }
}
