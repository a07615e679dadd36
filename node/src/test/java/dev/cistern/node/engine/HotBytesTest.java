package dev.cistern.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.vertx.core.internal.buffer.BufferInternal;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class HotBytesTest {
    private final HotBytes bytes = HotBytes.copyOf(new byte[] {1, 2, 3, 4, 5}).orElseThrow();
    private final ByteBuf memory = ((BufferInternal) bytes.part(0, 5)).getByteBuf();

    @Test
    void partsAreOfThoseThatWereCopied() {
        assertThat(bytes.length()).isEqualTo(5);
        assertThat(bytes.part(1, 3).getBytes()).containsExactly(2, 3, 4);
        assertThat(HotBytes.copyOf(new byte[0]).orElseThrow().length()).isZero();
    }

    @Test
    void memoryGoesWithTheLastHolderAndCannotBeHeldThen() {
        assertThat(bytes.hold()).isTrue();
        bytes.release();
        assertThat(memory.refCnt()).isEqualTo(1);
        bytes.release();

        assertThat(memory.refCnt()).isZero();
        assertThat(bytes.hold()).isFalse();
        assertThatThrownBy(bytes::release).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoHoldsThemWhileTheyAreLetGoOfFindsThemOrIsToldThatTheyAreGone() {
        var holders = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(() -> {
                    while (bytes.hold()) {
                        assertThat(bytes.part(0, 5).getByte(4)).isEqualTo((byte) 5);
                        bytes.release();
                    }
                }))
                .toList();
        bytes.release();

        holders.forEach(CompletableFuture::join);
        assertThat(memory.refCnt()).isZero();
    }
}
