package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cistern.node.store.StoreException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DiskRecoveryTest {
    private long now;
    private boolean works;
    private final DiskRecovery disk = new DiskRecovery(this::check, () -> now);

    private void check() throws IOException {
        if (!works) {
            throw new IOException("Read-only file system");
        }
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    private void assertNotYet() {
        assertThat(disk.isDue()).isTrue();
        assertThatThrownBy(disk::probe).isInstanceOf(StoreException.class);
        assertThat(disk.isDue()).isFalse();
    }

    @Test
    void diskIsTriedEachSecondUntilItWorks() {
        assertNotYet();
        pass(1);
        assertNotYet();
        pass(1);
        works = true;
        disk.probe();
        disk.isBack();
    }

    @Test
    void diskThatFailsAgainSoonIsTriedEverLater() {
        works = true;
        disk.probe();
        disk.isBack();
        pass(5);
        assertNotYet();
        pass(1);
        assertThat(disk.isDue()).isFalse();
        pass(1);
        disk.probe();
        disk.isBack();
        pass(5);
        assertNotYet();
        pass(3);
        assertThat(disk.isDue()).isFalse();
        pass(1);
        disk.probe();
        disk.isBack();

        pass(3600);
        disk.probe();
        pass(1);
        assertThat(disk.isDue()).isTrue();
    }
}
