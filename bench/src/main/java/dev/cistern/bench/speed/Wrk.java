package dev.cistern.bench.speed;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load generator wrk, GETs on one URL over keep-alive connections. */
final class Wrk {
    private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in ");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern BROKEN = Pattern.compile("(?m)^\\s*(Socket errors:.*|Non-2xx.*)$");

    private final String program;

    Wrk(String program) {
        this.program = program;
    }

    /** Runs for so many seconds; fails when a request did. */
    Count run(String url, int connections, int seconds) throws IOException, InterruptedException {
        return run(url, connections, seconds, List.of());
    }

    /** The same with more headers, each as {@code Name: value}. */
    Count run(String url, int connections, int seconds, List<String> headers) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program, "-t1", "-c" + connections, "-d" + seconds + "s"));
        headers.forEach(header -> command.addAll(List.of("-H", header)));
        command.add(url);
        return parse(Tools.run(command));
    }

    static Count parse(String output) throws IOException {
        Matcher broken = BROKEN.matcher(output);
        if (broken.find()) {
            throw new IOException("wrk: " + broken.group(1));
        }
        Matcher total = TOTAL.matcher(output);
        Matcher rate = RATE.matcher(output);
        if (!total.find() || !rate.find()) {
            throw new IOException("wrk printed no result: " + output.strip());
        }
        return new Count(Long.parseLong(total.group(1)), Double.parseDouble(rate.group(1)));
    }
}
