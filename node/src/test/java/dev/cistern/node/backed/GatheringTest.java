package dev.cistern.node.backed;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GatheringTest {
    private final List<List<String>> asked = new ArrayList<>();
    private final List<Promise<List<Future<Integer>>>> answers = new ArrayList<>();
    private final Gathering<String, Integer> gathering = new Gathering<>(items -> {
        asked.add(items);
        answers.add(Promise.promise());
        return answers.get(answers.size() - 1).future();
    });

    @Test
    void whatIsAskedForWhileSomeIsUnderWayIsDoneTogetherAfterwards() {
        Future<Integer> first = gathering.add("a");
        Future<Integer> second = gathering.add("b");
        Future<Integer> third = gathering.add("c");
        assertThat(asked).containsExactly(List.of("a"));

        answers.get(0).complete(List.of(Future.succeededFuture(1)));
        assertThat(asked).containsExactly(List.of("a"), List.of("b", "c"));
        answers.get(1).complete(List.of(Future.failedFuture("not this one"), Future.succeededFuture(3)));

        assertThat(first.result()).isEqualTo(1);
        assertThat(second.failed()).isTrue();
        assertThat(third.result()).isEqualTo(3);
    }

    @Test
    void whereNothingCouldBeAskedAllFailAndTheNextAreTried() {
        Future<Integer> first = gathering.add("a");
        answers.get(0).fail("nobody is there");
        assertThat(first.failed()).isTrue();

        Future<Integer> second = gathering.add("b");
        answers.get(1).complete(List.of(Future.succeededFuture(2)));
        assertThat(second.result()).isEqualTo(2);
    }
}
