package dev.cistern.node.engine;

import static dev.cistern.node.engine.StoreUnderTest.BUCKET;
import static dev.cistern.node.engine.StoreUnderTest.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cistern.node.store.Conditions;
import dev.cistern.node.store.ListCommand;
import dev.cistern.node.store.ListPage;
import dev.cistern.node.store.ObjectInfo;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares listings with a sorted set, folded by hand. */
final class ListingTest {
    private static final List<String> LETTERS =
            List.of("a", "b", "/", "//", "ü", "\uFFFF", "\uDBFF\uDFFF", " ", "\u007F");
    private static final long SEED = 42;

    private final StoreUnderTest store;
    private final TreeSet<String> keys = new TreeSet<>(ListingTest::compareBytes);

    ListingTest(@TempDir Path folder) {
        this.store = new StoreUnderTest(folder);
        store.makeBucket();
        Random random = new Random(SEED);
        keys.addAll(List.of("a//b", "a/", "/", "\uFFFF", "\uDBFF\uDFFF"));
        while (keys.size() < 400) {
            keys.add(word(random, 1 + random.nextInt(6)));
        }
        List<Future<ObjectInfo>> puts = new ArrayList<>();
        for (String key : keys) {
            puts.add(store.putting(StoreUnderTest.command(key, 1, Conditions.NONE), FakeBody.of(new byte[1], 1)));
        }
        await(Future.join(puts));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void pagesAreThoseOfTheReference() {
        Random random = new Random(SEED + 1);
        for (int i = 0; i < 300; i++) {
            String prefix = random.nextBoolean() ? "" : word(random, 1 + random.nextInt(2));
            String delimiter = List.of("", "/", "//", "ü", "a").get(random.nextInt(5));
            Optional<String> startAfter =
                    random.nextBoolean() ? Optional.empty() : Optional.of(word(random, random.nextInt(4)));
            ListCommand command = new ListCommand(BUCKET, prefix, delimiter, startAfter, 1 + random.nextInt(20));
            ListPage page = await(store.engine().list(command));
            assertThat(entries(page)).as("%s", command).isEqualTo(expected(command));
        }
    }

    @Test
    void pagesTogetherHoldEveryEntryOnce() {
        for (String delimiter : List.of("", "/")) {
            List<String> all = new ArrayList<>();
            Optional<String> next = Optional.empty();
            do {
                ListPage page = await(store.engine().list(new ListCommand(BUCKET, "", delimiter, next, 7)));
                all.addAll(entries(page));
                next = page.next();
            } while (next.isPresent());
            assertThat(all).isEqualTo(expected(new ListCommand(BUCKET, "", delimiter, Optional.empty(), 10_000)));
        }
    }

    @Test
    void lastPageSaysSoAlsoWhenItIsFull() {
        ListPage page = await(store.engine().list(new ListCommand(BUCKET, "", "", Optional.empty(), keys.size())));

        assertThat(page.objects()).hasSameSizeAs(keys);
        assertThat(page.next()).isEmpty();
    }

    private List<String> expected(ListCommand command) {
        TreeSet<String> entries = new TreeSet<>(ListingTest::compareBytes);
        for (String key : keys) {
            if (key.startsWith(command.prefix())) {
                int at = command.delimiter().isEmpty()
                        ? -1
                        : key.indexOf(command.delimiter(), command.prefix().length());
                entries.add(
                        at < 0 ? key : key.substring(0, at + command.delimiter().length()));
            }
        }
        return entries.stream()
                .filter(entry -> command.startAfter().isEmpty()
                        || compareBytes(entry, command.startAfter().get()) > 0)
                .limit(command.maxKeys())
                .toList();
    }

    private static List<String> entries(ListPage page) {
        List<String> entries = new ArrayList<>(page.commonPrefixes());
        page.objects().forEach(object -> entries.add(object.name().key()));
        entries.sort(ListingTest::compareBytes);
        return entries;
    }

    private static String word(Random random, int letters) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            word.append(LETTERS.get(random.nextInt(LETTERS.size())));
        }
        return word.toString();
    }

    private static int compareBytes(String one, String other) {
        return Arrays.compareUnsigned(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
