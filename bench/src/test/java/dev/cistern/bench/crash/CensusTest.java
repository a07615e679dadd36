package dev.cistern.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.bench.http.ObjectClient.Listed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CensusTest {
    @Test
    void listingOfWhatIsThereInOrderIsGood() {
        List<Listed> listed = List.of(new Listed("a", 1), new Listed("b", 0));

        assertThat(Census.compare(listed, Map.of("a", 1L, "b", 0L, "gone", -1L)))
                .isEmpty();
    }

    @Test
    void missingEntryIsReported() {
        assertReported(List.of(), Map.of("a", 1L), "a is there, but not listed");
    }

    @Test
    void entryOfARemovedObjectIsReported() {
        assertReported(List.of(new Listed("a", 1)), Map.of("a", -1L), "a is listed, but GET does not find it");
    }

    @Test
    void wrongSizeIsReported() {
        assertReported(List.of(new Listed("a", 1)), Map.of("a", 2L), "a is listed with 1 bytes and has 2");
    }

    @Test
    void entryListedTwiceIsReported() {
        assertThat(Census.compare(List.of(new Listed("a", 1), new Listed("a", 1)), Map.of("a", 1L)))
                .extracting(Fault::detail)
                .contains("a is listed out of order or twice");
    }

    @Test
    void orderIsThatOfBytesNotOfJavaCharacters() {
        String beyondTheBasicPlane = "\uD83D\uDE00";
        String lateInTheBasicPlane = "\uFF21";
        Map<String, Long> found = Map.of(beyondTheBasicPlane, 1L, lateInTheBasicPlane, 1L);
        Listed emoji = new Listed(beyondTheBasicPlane, 1);
        Listed letter = new Listed(lateInTheBasicPlane, 1);

        assertThat(Census.compare(List.of(letter, emoji), found)).isEmpty();
        assertThat(Census.compare(List.of(emoji, letter), found)).hasSize(1);
    }

    private static void assertReported(List<Listed> listed, Map<String, Long> found, String detail) {
        assertThat(Census.compare(listed, found)).containsExactly(new Fault(Fault.Kind.LISTING, detail));
    }
}
