package dev.cistern.bench.trial;

import java.util.ArrayList;
import java.util.List;

/** Rows of text under one heading. Confined to one thread. */
public final class Table {
    private final List<String> heading;
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heading) {
        this.heading = List.of(heading);
    }

    /** Adds a row with one cell for each column. */
    public void add(String... cells) {
        if (cells.length != heading.size()) {
            throw new IllegalArgumentException(cells.length + " cells in a table of " + heading.size() + " columns");
        }
        rows.add(List.of(cells));
    }

    /** Columns padded to one width, for a terminal. */
    public String aligned() {
        int[] widths = new int[heading.size()];
        List<List<String>> all = new ArrayList<>(rows);
        all.add(0, heading);
        for (List<String> row : all) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    /** The same in Markdown. */
    public String markdown() {
        StringBuilder text = new StringBuilder();
        text.append("| ").append(String.join(" | ", heading)).append(" |\n");
        text.append("|").append("---|".repeat(heading.size())).append('\n');
        rows.forEach(row -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
        return text.toString();
    }
}
