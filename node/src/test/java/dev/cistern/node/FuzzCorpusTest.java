package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.http.TargetFuzz;
import dev.cistern.node.s3.NamesFuzz;
import dev.cistern.node.s3.wire.XmlFuzz;
import dev.cistern.node.sign.ChunksFuzz;
import dev.cistern.node.sign.SignatureFuzz;
import dev.cistern.node.store.RangeFuzz;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The fuzz targets over their corpus and over variants of it, the same in each run. {@code ./dev fuzz} goes on from there. */
final class FuzzCorpusTest {
    private static final Path CORPUS = Path.of("src/test/resources/fuzz");
    private static final int VARIANTS = 20_000;
    private static final int MOST_CHANGES = 8;

    /** A target by the name of its class, which is that of its folder. */
    private record Target(String name, Consumer<byte[]> code) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Target> targets() {
        return Stream.of(
                new Target("ChunksFuzz", ChunksFuzz::fuzzerTestOneInput),
                new Target("NamesFuzz", NamesFuzz::fuzzerTestOneInput),
                new Target("RangeFuzz", RangeFuzz::fuzzerTestOneInput),
                new Target("SignatureFuzz", SignatureFuzz::fuzzerTestOneInput),
                new Target("TargetFuzz", TargetFuzz::fuzzerTestOneInput),
                new Target("XmlFuzz", XmlFuzz::fuzzerTestOneInput));
    }

    @ParameterizedTest
    @MethodSource("targets")
    @Timeout(120)
    void targetStandsItsCorpusAndVariantsOfIt(Target target) throws IOException {
        List<byte[]> corpus = corpus(target);
        assertThat(corpus).hasSizeGreaterThan(3);
        corpus.forEach(input -> run(target, input));
        SplittableRandom random = new SplittableRandom(target.name.hashCode());
        for (int i = 0; i < VARIANTS; i++) {
            run(target, variant(corpus, random));
        }
    }

    private static void run(Target target, byte[] input) {
        try {
            target.code.accept(input);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(target + " fails with " + HexFormat.of().formatHex(input), e);
        }
    }

    private static List<byte[]> corpus(Target target) throws IOException {
        try (Stream<Path> files = Files.list(CORPUS.resolve(target.name))) {
            return files.sorted().map(FuzzCorpusTest::read).toList();
        }
    }

    /** Bytes set, removed, repeated, or taken over from another input. */
    private static byte[] variant(List<byte[]> corpus, SplittableRandom random) {
        byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
        for (int changes = random.nextInt(MOST_CHANGES); changes >= 0 && input.length > 0; changes--) {
            int at = random.nextInt(input.length);
            int end = Math.min(input.length, at + 1 + random.nextInt(8));
            byte[] other = corpus.get(random.nextInt(corpus.size()));
            switch (random.nextInt(5)) {
                case 0 -> input[at] = (byte) random.nextInt(256);
                case 1 -> input = joined(input, at, input, end);
                case 2 -> input = joined(input, end, input, at);
                case 3 -> input[at] ^= (byte) (1 << random.nextInt(8));
                default -> input = joined(input, at, other, random.nextInt(other.length + 1));
            }
        }
        return input;
    }

    /** The beginning of one and the end of another. */
    private static byte[] joined(byte[] head, int headEnd, byte[] tail, int tailStart) {
        byte[] joined = Arrays.copyOf(head, headEnd + tail.length - tailStart);
        System.arraycopy(tail, tailStart, joined, headEnd, tail.length - tailStart);
        return joined;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
