package io.jenkins.plugins.scalarbackup.packaging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassFile;
import io.jenkins.plugins.scalarbackup.testkit.linkage.ClassWorld;
import io.jenkins.plugins.scalarbackup.testkit.linkage.Linkage;
import io.jenkins.plugins.scalarbackup.testkit.linkage.Shape;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests whether the plugin's classes link against a real Jenkins: {@code jenkins.classpath} names the jars of
 * jenkins.war and of the plugins in Plugin-Dependencies, or folders of such jars. {@code mvn verify -Dit.test=LinkageIT
 * -Djenkins.classpath=…}
 */
@EnabledIfSystemProperty(named = "jenkins.classpath", matches = ".+", disabledReason = "needs the jars of a Jenkins")
class LinkageIT {

    @Test
    void theDeclarationsHaveTheShapeOfTheRealClasses() throws IOException {
        try (ClassWorld world = new ClassWorld(System.getProperty("jenkins.classpath"))) {
            Set<String> differing = new TreeSet<>();
            for (ClassFile c : ClassWorld.classesOf(Path.of("target", "classes"))) {
                if (!c.name.startsWith("io/jenkins/plugins/scalarbackup/")) {
                    differing.addAll(Shape.differences(c, world));
                }
            }
            assertEquals("", String.join("\n", differing));
        }
    }

    @Test
    void everyReferenceIsThereInTheRealJenkins() throws IOException {
        List<ClassFile> ours = ClassWorld.classesOf(Path.of("target", "classes", "io"));
        String bundled = Path.of("target", "hpi", "WEB-INF", "lib").toString();
        try (ClassWorld world =
                new ClassWorld(System.getProperty("jenkins.classpath") + File.pathSeparator + bundled)) {
            assertEquals("", String.join("\n", Linkage.problems(ours, world)));
        }
    }
}
