package dev.cistern.bench.flip;

import dev.cistern.bench.trial.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the node behind has done, by its own access log. Confined to one thread. */
final class PeerLedger {
    private static final Pattern LINE =
            Pattern.compile("\"(GET|HEAD|PUT|DELETE) /v1/objects/behind/([^ ?]+)[^ ]* HTTP/([0-9.]+)\" (\\d{3}) ");

    private final Map<String, Integer> written = new HashMap<>();
    private final Map<String, Integer> refused = new HashMap<>();
    private long puts;
    private long gets;
    private long overHttp2;

    /** @param log of a node that has ended */
    PeerLedger(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            lines.forEach(this::take);
        }
    }

    private void take(String line) {
        Matcher request = LINE.matcher(line);
        if (!request.find()) {
            return;
        }
        overHttp2 += request.group(3).startsWith("2") ? 1 : 0;
        if (!request.group(1).equals("PUT")) {
            gets++;
            return;
        }
        puts++;
        Map<String, Integer> outcome = request.group(4).equals("200") ? written : refused;
        outcome.merge(request.group(2), 1, Integer::sum);
    }

    long gets() {
        return gets;
    }

    /**
     * Holds the log against what clients were told.
     *
     * @param acknowledged PUTs by {@code front/KEY}
     */
    void compare(Trial trial, Map<String, LongAdder> acknowledged) {
        long unsafe = 0;
        long lost = 0;
        long replayed = 0;
        for (Map.Entry<String, LongAdder> told : acknowledged.entrySet()) {
            if (!told.getKey().startsWith("front/")) {
                continue;
            }
            String key = told.getKey().substring("front/".length());
            long extra = written.getOrDefault(key, 0) - told.getValue().sum();
            lost += extra < 0 ? 1 : 0;
            replayed += Math.max(0, extra);
        }
        for (String key : written.keySet()) {
            boolean createOnly = key.startsWith("new");
            unsafe += createOnly && (written.get(key) > 1 || refused.containsKey(key)) ? 1 : 0;
        }
        trial.say(
                "the node behind had %d PUTs and %d GETs, %d of them over HTTP/2; %d PUTs of the same bytes twice",
                puts, gets, overHttp2, replayed);
        trial.check(
                "0 unsafe retries, by the log of the node behind",
                unsafe == 0,
                unsafe + " PUTs with If-None-Match acted on twice");
        trial.check(
                "every PUT that was acknowledged is in the log of the node behind",
                lost == 0 && puts > 0,
                lost + " of " + acknowledged.size() + " keys have fewer PUTs there than were acknowledged");
    }
}
