package dev.cistern.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.Configuration.consideringOnlyDependenciesInAnyPackage;
import static com.tngtech.archunit.library.plantuml.rules.PlantUmlArchCondition.adhereToPlantUmlDiagram;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the code against the picture in ARCHITECTURE.md. */
final class ArchitectureTest {
    private static JavaClasses classes = new ClassFileImporter().importClasses();

    @BeforeAll
    static void readClasses() {
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.cistern");
    }

    @Test
    void dependenciesFollowTheDiagram(@TempDir Path folder) throws IOException {
        Path diagram = Files.writeString(folder.resolve("architecture.puml"), diagramOf(Path.of("../ARCHITECTURE.md")));
        classes()
                .should(adhereToPlantUmlDiagram(diagram, consideringOnlyDependenciesInAnyPackage("dev.cistern..")))
                .check(classes);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("dev.cistern.(**)").should().beFreeOfCycles().check(classes);
    }

    @Test
    void nobodySleeps() {
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .because("an event loop must never wait, and a worker waits on a queue or a deadline")
                .check(classes);
    }

    private static String diagramOf(Path page) throws IOException {
        String text = Files.readString(page);
        int start = text.indexOf("@startuml");
        int end = text.indexOf("@enduml");
        if (start < 0 || end < start) {
            throw new AssertionError(page + " holds no diagram between @startuml and @enduml");
        }
        return text.substring(start, end + "@enduml".length()) + "\n";
    }
}
