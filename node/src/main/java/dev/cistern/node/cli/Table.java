package dev.cistern.node.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Columns as wide as their widest cell, and notes between rows. Confined to one thread. */
final class Table {
    private static final String GAP = "  ";

    private final List<Row> rows = new ArrayList<>();
    private final int columns;
    private int firstRight = Integer.MAX_VALUE;

    /** A note has one cell, which no column makes room for. */
    private record Row(List<String> cells, boolean isNote) {}

    Table(String... header) {
        this.columns = header.length;
        rows.add(new Row(List.of(header), false));
    }

    /** Sets this column and all after it to the right, as numbers want it. */
    void alignRight(int from) {
        firstRight = from;
    }

    void row(String... cells) {
        if (cells.length != columns) {
            throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
        }
        rows.add(new Row(List.of(cells).stream().map(Terminal::printable).toList(), false));
    }

    /** A line under the row before it. */
    void note(String text) {
        rows.add(new Row(List.of("    " + Terminal.printable(text)), true));
    }

    void print(PrintStream out) {
        int[] widths = new int[columns];
        for (Row row : rows) {
            for (int i = 0; i < columns && !row.isNote; i++) {
                widths[i] = Math.max(widths[i], row.cells.get(i).length());
            }
        }
        for (Row row : rows) {
            out.println(row.isNote ? row.cells.get(0) : line(row.cells, widths));
        }
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            String cell = cells.get(i);
            String space = " ".repeat(widths[i] - cell.length());
            line.append(i == 0 ? "" : GAP).append(i < firstRight ? cell + space : space + cell);
        }
        return line.toString().stripTrailing();
    }
}
