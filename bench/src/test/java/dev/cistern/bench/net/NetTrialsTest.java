package dev.cistern.bench.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.cistern.bench.trial.TrialCommand;
import dev.cistern.conf.PeerProtocol;
import dev.cistern.net.advice.Recommendation;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the trials are made of. */
final class NetTrialsTest {
    @Test
    void everyTrialSaysHowLongItRuns() {
        CommandLine group = new CommandLine(new NetCommand());
        assertThat(group.getSubcommands()).isNotEmpty().allSatisfy((name, command) -> {
            assertThat(command.getCommandSpec().userObject()).isInstanceOf(TrialCommand.class);
            assertThat(String.join(" ", command.getCommandSpec().usageMessage().description()))
                    .matches("(?s).*(\\d+ s|minutes|hour)\\..*");
        });
    }

    @Test
    void knobsAreThoseOfLayer3AndOfTransport() {
        Knobs knobs = Knobs.of("conns_per_host=7", "transport.protocol=http2").with("idle_conn_time=1500ms");
        assertThat(knobs.settings().pool().connsPerHost()).isEqualTo(7);
        assertThat(knobs.settings().pool().idleTime()).isEqualTo(Duration.ofMillis(1500));
        assertThat(knobs.settings().transport().protocol()).isEqualTo(PeerProtocol.HTTP2);
        assertThatThrownBy(() -> Knobs.of("conns_per_hoost=7").settings())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("conns_per_hoost");
    }

    @Test
    void whatIsRecommendedOverridesWhatThereIsAndNothingElse() {
        Knobs advised = Knobs.of("idle_conns_per_host=2", "idle_conn_time=3s")
                .with(List.of(
                        new Recommendation("net.http.backend_idle_conns_per_host", "2", "20", "20", "L + 3√L"),
                        new Recommendation(
                                "net.http.backend_idle_conn_time", "3s", "1s", "3s", "what there is will do")));
        assertThat(advised.pool().idleConnsPerHost()).isEqualTo(20);
        assertThat(advised.assignments()).containsOnlyOnce("idle_conn_time=3s").hasSize(3);
    }

    @Test
    void theAdviserIsTriedWithTheOthers() {
        assertThat(new CommandLine(new NetCommand()).getSubcommands()).containsKeys("reuse", "honest");
    }

    @Test
    void answersThatAreNo200AreFailures() throws Exception {
        Answers answers = new Answers();
        answers.add(Future.succeededFuture(200), System.nanoTime() - 5_000_000);
        answers.add(Future.succeededFuture(503), System.nanoTime());
        answers.add(Future.failedFuture("gone"), System.nanoTime());
        assertThat(answers.awaitAll(0)).isTrue();
        assertThat(answers.good()).isEqualTo(1);
        assertThat(answers.failed()).isEqualTo(2);
        assertThat(answers.firstFailure()).isEqualTo("status 503");
        assertThat(answers.quantile(0.99)).isGreaterThanOrEqualTo(5);
    }

    @Test
    void arrivalsAreSoManyASecond() {
        Answers answers = new Answers();
        new OpenLoop(20_000, new SplittableRandom(4)).run(0.1, () -> Future.succeededFuture(200), answers);
        assertThat(answers.sent()).isCloseTo(2_000, within(200L));
    }

    @Test
    void streamOfOneBufferGivesItOnceAndEnds() {
        StringBuilder read = new StringBuilder();
        ReadStream<Buffer> stream = new OneBuffer(Buffer.buffer("body"));
        stream.pause().handler(read::append).endHandler(end -> read.append('!'));
        assertThat(read).isEmpty();
        stream.resume();
        stream.resume();
        assertThat(read).hasToString("body!");
    }
}
