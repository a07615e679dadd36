package dev.cistern.cluster.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.cluster.meta.MetaCommand.Asked;
import dev.cistern.conf.live.OverrideValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class MetaFormatTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Asked ASKED = new Asked(new UUID(1, 2), "ann\u00fc", NOON);
    private static final Asked FOUNDER = new Asked(new UUID(1, 1), "ann\u00fc", NOON);
    private static final NavigableMap<String, OverrideValue> OVERRIDES =
            new TreeMap<>(Map.of("net.http.idle_conns", new OverrideValue("1000", "ann", NOON)));

    private static List<MetaCommand> commands() {
        return List.of(
                new MetaCommand.Found("c1", MetaRulesTest.member("a", "1"), OVERRIDES, FOUNDER),
                new MetaCommand.PutMember(MetaRulesTest.member("b", "2").in(Member.State.JOINING)),
                new MetaCommand.RemoveMember("b-2"),
                new MetaCommand.ChangeSettings(
                        ASKED, 1, Map.of("net.http.idle_conns", "7"), Set.of("log.level"), Duration.ofSeconds(60)),
                new MetaCommand.ChangeSettings(
                        new Asked(new UUID(1, 3), "bob", NOON), 1, Map.of(), Set.of("net.http.idle_conns"), null),
                new MetaCommand.Confirm(2),
                new MetaCommand.RollBack(new Asked(new UUID(1, 4), "bob", NOON), 2, MetaCommand.RollBack.LAST),
                new MetaCommand.Revert(new Asked(new UUID(1, 5), "nobody", NOON), 2));
    }

    private static byte[] state() throws IOException {
        MetaMachine machine = new MetaMachine(state -> {});
        for (MetaCommand command : commands().subList(0, 4)) {
            assertThat(CommandFormat.outcome(machine.apply(1, CommandFormat.write(command)))
                            .isDone())
                    .isTrue();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        machine.save(out);
        return out.toByteArray();
    }

    @Test
    void goldenStateIsReadAndWritten() throws IOException {
        byte[] golden = Files.readAllBytes(GOLDEN.resolve("meta-v2.bin"));

        assertThat(state()).isEqualTo(golden);
        assertThat(StateFormat.write(StateFormat.read(golden))).isEqualTo(golden);
    }

    @Test
    void membersOfAnEarlierStateGetNumbersAndTheFoundersIsZero() throws IOException {
        MetaState read = StateFormat.read(Files.readAllBytes(GOLDEN.resolve("meta-v1.bin")));

        assertThat(read.members().get("a")).extracting(Member::number).isEqualTo(1);
        assertThat(read.nextNumber()).isEqualTo(2);
        assertThat(read.settings()).isEqualTo(StateFormat.read(state()).settings());
    }

    @Test
    void goldenCommandsAreReadAndWritten() throws IOException {
        byte[] golden = Files.readAllBytes(GOLDEN.resolve("meta-commands-v1.bin"));
        FormatInput in = new FormatInput(golden);
        List<MetaCommand> read = new ArrayList<>();
        FormatOutput out = new FormatOutput();
        for (byte[] one : in.list(() -> in.list(in::u8)).stream()
                .map(MetaFormatTest::bytes)
                .toList()) {
            read.add(CommandFormat.read(one));
        }
        out.list(read, command -> {
            byte[] one = CommandFormat.write(command);
            out.u32(one.length);
            for (byte part : one) {
                out.u8(part);
            }
        });

        assertThat(read).isEqualTo(commands());
        assertThat(out.bytes()).isEqualTo(golden);
    }

    private static byte[] bytes(List<Integer> list) {
        byte[] bytes = new byte[list.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = list.get(i).byteValue();
        }
        return bytes;
    }

    @Test
    void aStateThatWasLoadedIsTheSame() throws IOException {
        MetaMachine machine = new MetaMachine(state -> {});
        machine.load(new ByteArrayInputStream(state()));

        assertThat(StateFormat.write(machine.state())).isEqualTo(state());
        assertThat(machine.state().settings().trial()).isEqualTo(new Trial(2, 1, Duration.ofSeconds(60)));
    }

    @Test
    void everyChangedOrMissingByteOfAStateIsNoticed() throws IOException {
        byte[] good = state();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 1;
            assertThatThrownBy(() -> StateFormat.read(bad)).isInstanceOf(IllegalArgumentException.class);
            byte[] shorter = java.util.Arrays.copyOf(good, i);
            assertThatThrownBy(() -> StateFormat.read(shorter)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aCommandOfALaterProgramIsNotSkipped() {
        byte[] command = CommandFormat.write(new MetaCommand.Confirm(1));
        byte[] laterFormat = command.clone();
        laterFormat[0] = 2;
        byte[] laterType = command.clone();
        laterType[1] = 99;
        MetaMachine machine = new MetaMachine(state -> {});

        assertThatThrownBy(() -> machine.apply(1, laterFormat)).hasMessageContaining("this program knows 1");
        assertThatThrownBy(() -> machine.apply(1, laterType)).hasMessageContaining("type 99");
    }
}
