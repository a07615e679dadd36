package dev.cistern.bench.crash;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How often which answer was given, such as {@code PUT 507 NO_SPACE}. Usable from all threads. */
final class Answers {
    private final Map<String, AtomicLong> counts = new ConcurrentSkipListMap<>();

    void add(String answer) {
        counts.computeIfAbsent(answer, first -> new AtomicLong()).incrementAndGet();
    }

    void addAll(Answers others) {
        others.counts.forEach((answer, count) ->
                counts.computeIfAbsent(answer, first -> new AtomicLong()).addAndGet(count.get()));
    }

    long count(Predicate<String> which) {
        return counts.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToLong(entry -> entry.getValue().get())
                .sum();
    }

    /** Those that match, with how often. */
    String inWords(Predicate<String> which) {
        String words = counts.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .map(entry -> entry.getValue() + " × " + entry.getKey())
                .collect(Collectors.joining(", "));
        return words.isEmpty() ? "none" : words;
    }
}
