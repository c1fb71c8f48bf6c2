package io.jenkins.plugins.scalarbackup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.model.DriftKind;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import io.jenkins.plugins.scalarbackup.step.AwaitRestorableStep;
import io.jenkins.plugins.scalarbackup.step.AwaitSkewWindowStep;
import io.jenkins.plugins.scalarbackup.step.ConsistentBackupStep;
import io.jenkins.plugins.scalarbackup.step.LatestRestorePointStep;
import io.jenkins.plugins.scalarbackup.step.RecordRestoreTestStep;
import io.jenkins.plugins.scalarbackup.step.ScalarPauseStep;
import io.jenkins.plugins.scalarbackup.step.ScalarTarget;
import io.jenkins.plugins.scalarbackup.step.ScalarUnpauseStep;
import io.jenkins.plugins.scalarbackup.step.VerifyPodsStep;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests that the documents name what the code has, so that neither changes without the other. */
class DocumentsTest {
    private static final Path README = Path.of("README.md");

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(README));
        try (DirectoryStream<Path> docs = Files.newDirectoryStream(Path.of("docs"), "*.md")) {
            docs.forEach(pages::add);
        }
        return pages;
    }

    @Test
    void everyLinkLeadsToAFile() throws IOException {
        List<String> dead = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)").matcher(Files.readString(page));
            while (link.find()) {
                if (!Files.exists(page.resolveSibling(link.group(1)))) {
                    dead.add(page + ": " + link.group(1));
                }
            }
        }
        assertEquals(List.of(), dead);
    }

    @Test
    void theReadmeNamesThePluginsAndTheJenkinsOfThePom() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        Map<String, String> expected = new TreeMap<>();
        Matcher version =
                Pattern.compile("<plugin\\.([a-z0-9-]+)\\.version>([^<]+)<").matcher(pom);
        while (version.find()) {
            expected.put(version.group(1), version.group(2));
        }
        Map<String, String> named = new TreeMap<>();
        String readme = Files.readString(README);
        Matcher row =
                Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| (\\d\\S*) \\|$").matcher(readme);
        while (row.find()) {
            named.put(row.group(1), row.group(2));
        }
        assertEquals(expected, named);
        Matcher jenkins = Pattern.compile("<jenkins\\.version>([^<]+)<").matcher(pom);
        assertTrue(jenkins.find() && readme.contains("Jenkins " + jenkins.group(1) + " or newer"));
    }

    @Test
    void theReferenceNamesEveryParameterAndValue() throws IOException {
        TreeSet<String> names = new TreeSet<>(RestoreInstructions.databases());
        Stream.of(
                        VerifyPodsStep.class,
                        ScalarPauseStep.class,
                        AwaitSkewWindowStep.class,
                        AwaitRestorableStep.class,
                        RecordRestoreTestStep.class,
                        LatestRestorePointStep.class,
                        ScalarUnpauseStep.class,
                        ConsistentBackupStep.class,
                        ScalarTarget.class,
                        ScalarBackupConfiguration.class)
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> method.getName().matches("set[A-Z].*")
                        && method.getDeclaringClass().getName().startsWith("io.jenkins.plugins.scalarbackup."))
                .map(method -> method.getName().substring(3))
                .forEach(name -> names.add(Character.toLowerCase(name.charAt(0)) + name.substring(1)));
        Arrays.stream(DriftKind.values()).map(Enum::name).forEach(names::add);
        Arrays.stream(Product.values()).map(Product::parameter).forEach(names::add);
        String steps = Files.readString(Path.of("docs", "steps.md"));
        names.removeIf(name -> steps.contains("`" + name + "`"));
        assertEquals(new TreeSet<>(), names, "not in docs/steps.md");
    }
}
