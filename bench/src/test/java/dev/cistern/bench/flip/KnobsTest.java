package dev.cistern.bench.flip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KnobsTest {
    @Test
    void everyLiveKeyOfTheConnectionLayersIsAKnobButTheFilesOfTls() {
        List<String> keys = Keys.list().stream()
                .filter(Key::live)
                .map(Key::name)
                .filter(name -> name.startsWith("net.") || name.startsWith("transport."))
                .filter(name -> !name.endsWith("_file"))
                .toList();

        assertThat(Knobs.all().stream().map(Knob::key)).containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void everyValueIsOneThatTheKeyTakes() throws Exception {
        for (Knob knob : Knobs.all()) {
            Key<?> key = Keys.find(knob.key()).orElseThrow();
            for (String value : knob.values()) {
                assertThat(key.type().parse(value)).as(knob.key() + "=" + value).isNotNull();
            }
        }
    }

    @Test
    void noTurnRepeatsTheLastOneOfItsKey() {
        Knobs knobs = new Knobs(new SplittableRandom(1));
        Map<String, String> last = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            Map.Entry<String, String> turn = knobs.next();
            assertThat(last.put(turn.getKey(), turn.getValue())).isNotEqualTo(turn.getValue());
            knobs.turned(turn.getKey(), turn.getValue());
        }
        assertThat(last).hasSize(Knobs.all().size());
    }
}
