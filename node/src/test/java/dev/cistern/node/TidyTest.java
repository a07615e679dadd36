package dev.cistern.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler does not know, for main and test code of all modules. */
final class TidyTest {
    private static final int MOST_FILE_LINES = 400;
    private static final int MOST_METHOD_LINES = 50;
    private static final int MOST_PARAMETERS = 5;
    private static final Pattern BAG = Pattern.compile(".*(Utils?|Helper|Manager|Common|Impl|Context)");
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TODO|FIXME|XXX)\\b");
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void methodsAreShortHaveFewParametersAndNoPairOfFlags() throws IOException {
        List<String> findings = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    problem -> {},
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(sources()));
            Trees trees = Trees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Rules(unit, trees.getSourcePositions(), findings).scan(unit, null);
            }
        }
        assertThat(findings).as("methods and classes against the house rules").isEmpty();
    }

    @Test
    void filesAreShort() throws IOException {
        assertThat(sources().stream().filter(file -> lines(file).size() > MOST_FILE_LINES))
                .as("files of more than %d lines", MOST_FILE_LINES)
                .isEmpty();
    }

    @Test
    void nothingIsLeftUnfinished() throws IOException {
        assertThat(sources().stream()
                        .filter(file -> !file.endsWith("TidyTest.java"))
                        .filter(file -> lines(file).stream()
                                .anyMatch(line -> UNFINISHED.matcher(line).find())))
                .as("files with work left over")
                .isEmpty();
    }

    @Test
    void everyPageHasOneTitle() throws IOException {
        try (Stream<Path> pages = Stream.concat(Files.list(ROOT), Files.walk(ROOT.resolve("docs")))) {
            assertThat(pages.filter(page -> page.toString().endsWith(".md")).filter(page -> titles(page) != 1))
                    .as("pages without exactly one title")
                    .isEmpty();
        }
    }

    private static long titles(Path page) {
        boolean code = false;
        long titles = 0;
        for (String line : lines(page)) {
            code ^= line.startsWith("```");
            titles += !code && line.startsWith("# ") ? 1 : 0;
        }
        return titles;
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/"))
                    .toList();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Rules extends TreePathScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> findings;

        Rules(CompilationUnitTree unit, SourcePositions positions, List<String> findings) {
            this.unit = unit;
            this.positions = positions;
            this.findings = findings;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            if (BAG.matcher(type.getSimpleName()).matches()) {
                find(type, "the name " + type.getSimpleName() + " says nothing");
            }
            return super.visitClass(type, unused);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            long lines =
                    line(positions.getEndPosition(unit, method)) - line(positions.getStartPosition(unit, method)) + 1;
            if (lines > MOST_METHOD_LINES) {
                find(method, method.getName() + " has " + lines + " lines");
            }
            boolean ofRecord = getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD
                    && method.getName().contentEquals("<init>");
            if (method.getParameters().size() > MOST_PARAMETERS && !ofRecord) {
                find(method, method.getName() + " has " + method.getParameters().size() + " parameters");
            }
            long flags = method.getParameters().stream()
                    .filter(parameter -> "boolean".equals(String.valueOf(parameter.getType())))
                    .count();
            if (flags > 1 && !ofRecord) {
                find(method, method.getName() + " has " + flags + " flags");
            }
            return super.visitMethod(method, unused);
        }

        private long line(long position) {
            return unit.getLineMap().getLineNumber(position);
        }

        private void find(Tree at, String what) {
            findings.add(ROOT.relativize(Path.of(unit.getSourceFile().getName())) + ":"
                    + line(positions.getStartPosition(unit, at)) + " " + what);
        }
    }
}
