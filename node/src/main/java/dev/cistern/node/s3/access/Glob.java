package dev.cistern.node.s3.access;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.BitSet;

/** A pattern in which {@code *} stands for any characters and {@code ?} for one, where they are not meant as they are. */
final class Glob {
    private final String pattern;
    /** At which places a star or question mark stands for others. */
    private final BitSet wild;

    private Glob(String pattern, BitSet wild) {
        this.pattern = pattern;
        this.wild = wild;
    }

    /** One whose stars and question marks all stand for others. */
    static Glob of(String pattern) {
        return new Builder().wild(pattern).build();
    }

    /** The pattern as it was written. */
    String text() {
        return pattern;
    }

    boolean isExact() {
        return wild.isEmpty();
    }

    /** Takes time in proportion to both lengths at worst, whatever the pattern. */
    boolean matches(String text) {
        int at = 0;
        int in = 0;
        int star = -1;
        int starIn = 0;
        while (in < text.length()) {
            if (at < pattern.length() && wild.get(at) && pattern.charAt(at) == '*') {
                star = at++;
                starIn = in;
            } else if (at < pattern.length() && (wild.get(at) || pattern.charAt(at) == text.charAt(in))) {
                at++;
                in++;
            } else if (star >= 0) {
                at = star + 1;
                in = ++starIn;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && wild.get(at) && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    @Override
    public String toString() {
        return pattern;
    }

    /** A pattern put together from pieces. Confined to one thread. */
    static final class Builder {
        private final StringBuilder pattern = new StringBuilder();
        private final BitSet wild = new BitSet();

        @CanIgnoreReturnValue
        Builder wild(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '*' || c == '?') {
                    wild.set(pattern.length());
                }
                pattern.append(c);
            }
            return this;
        }

        @CanIgnoreReturnValue
        Builder literal(String text) {
            pattern.append(text);
            return this;
        }

        Glob build() {
            return new Glob(pattern.toString(), wild);
        }
    }
}
