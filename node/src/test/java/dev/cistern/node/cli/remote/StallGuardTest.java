package dev.cistern.node.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class StallGuardTest {
    /** Gives nothing until it is closed. */
    private static final class Silent extends InputStream {
        private final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public int read() throws IOException {
            try {
                closed.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            throw new IOException("closed");
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            return read();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    @Test
    @Timeout(60)
    void silentBodyIsBrokenOff() throws IOException {
        try (StallGuard guard = new StallGuard(new Silent(), Duration.ofMillis(1))) {
            assertThatIOException().isThrownBy(guard::read).withMessageStartingWith("no byte came");
        }
    }

    @Test
    void flowingBodyPassesUnchanged() throws IOException {
        byte[] bytes = {1, 2, 3, (byte) 255};
        try (StallGuard guard = new StallGuard(new ByteArrayInputStream(bytes), Duration.ofHours(1))) {
            assertThat(guard.readAllBytes()).isEqualTo(bytes);
            assertThat(guard.read()).isEqualTo(-1);
        }
    }
}
