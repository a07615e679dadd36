package dev.cistern.conf.load;

import dev.cistern.conf.Key;
import dev.cistern.conf.Keys;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Did you mean … */
final class Suggestions {
    private Suggestions() {}

    /** For a key that does not exist. */
    static String forKey(String unknown) {
        List<String> names = Keys.list().stream().map(Key::name).toList();
        String section = unknown + ".";
        return names.stream()
                .filter(name -> name.startsWith(section))
                .findFirst()
                .map(name -> unknown + " is a section; name one of its keys, like " + name)
                .orElseGet(() -> among(names, unknown));
    }

    /** The nearest name, else where the names are listed. */
    static String among(Collection<String> names, String unknown) {
        String last = lastPart(unknown);
        return names.stream()
                .filter(name -> name.endsWith("." + unknown))
                .findFirst()
                .or(() -> names.stream()
                        .filter(name -> distance(name, unknown) <= Math.max(2, unknown.length() / 5))
                        .min(Comparator.comparingInt(name -> distance(name, unknown))))
                .or(() -> names.stream()
                        .filter(name -> lastPart(name).equals(last))
                        .findFirst())
                .or(() -> names.stream()
                        .filter(name -> distance(lastPart(name), last) <= 2)
                        .findFirst())
                .map(name -> "did you mean " + name + "?")
                .orElse("cistern config describe lists all keys");
    }

    private static String lastPart(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Characters to insert, delete, replace, or swap with the next one. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, new int[] {i, j});
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int[] at) {
        int i = at[0];
        int j = at[1];
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
