package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.StoreException;
import dev.cistern.node.store.StoreException.Code;
import org.junit.jupiter.api.Test;

final class WriteGateTest {
    private final WriteGate gate = new WriteGate();

    private static StoreException failure() {
        return new StoreException(Code.DISK_FAILED, "writing a blob failed: Input/output error");
    }

    @Test
    void failureOfWhatWasBegunBeforeTheDiskCameBackShutsNothing() {
        long before = gate.life();
        gate.note(failure(), before);
        assertThat(gate.isOpen()).isFalse();
        gate.reopen();

        gate.note(failure(), before);

        assertThat(gate.isOpen()).isTrue();
        assertThat(gate.mayComeBack()).isFalse();
    }

    @Test
    void failureOfWhatWasBegunSinceTheDiskCameBackShutsTheGate() {
        gate.note(failure(), gate.life());
        gate.reopen();

        gate.note(failure(), gate.life());

        assertThatThrownBy(gate::check).isInstanceOf(StoreException.class).hasMessageContaining("disk failed");
        assertThat(gate.mayComeBack()).isTrue();
    }
}
