package io.jenkins.plugins.scalarbackup.pipeline;

import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.CREDENTIALS;
import static io.jenkins.plugins.scalarbackup.pipeline.StepFixture.NAMESPACE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.model.Result;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedRun;
import io.jenkins.plugins.scalarbackup.testkit.kubernetes.Access.Account;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Revokes each right of docs/rbac.yaml in turn: whatever needs it names it, before a pod is touched. */
class MissingRightsTest {
    /** A right in a rule of the file. */
    private record Right(String verb, String group, String resource) {
        String qualified() {
            return group.isEmpty() ? resource : resource + "." + group;
        }

        String target() {
            return switch (resource) {
                case "statefulsets" -> "selector: 'app=ordered', product: 'custom', adminPort: 8080";
                case "daemonsets" -> "selector: 'app=everywhere', product: 'custom', adminPort: 8080";
                default -> "release: 'app'";
            };
        }

        String access() {
            return resource.contains("/") ? ", access: 'portForward'" : ", access: 'podIp'";
        }
    }

    private StepFixture fixture;

    @BeforeEach
    void start(@TempDir Path home) throws Exception {
        fixture = new StepFixture(home).install(1);
        fixture.namespace().statefulSet("ordered").label("app", "ordered").create();
        fixture.namespace().daemonSet("everywhere").label("app", "everywhere").create();
    }

    @AfterEach
    void stop() throws Exception {
        fixture.closeWhenNothingIsLeft();
    }

    private static Set<Right> granted() throws Exception {
        Set<Right> rights = new LinkedHashSet<>();
        for (Object one : new Load(LoadSettings.builder().build())
                .loadAllFromString(Files.readString(Path.of("docs", "rbac.yaml")))) {
            if (one instanceof Map<?, ?> document && "Role".equals(document.get("kind"))) {
                for (Object each : (List<?>) document.get("rules")) {
                    Map<?, ?> rule = (Map<?, ?>) each;
                    for (Object group : (List<?>) rule.get("apiGroups")) {
                        for (Object resource : (List<?>) rule.get("resources")) {
                            for (Object verb : (List<?>) rule.get("verbs")) {
                                rights.add(new Right((String) verb, (String) group, (String) resource));
                            }
                        }
                    }
                }
            }
        }
        return rights;
    }

    private void credentials(String id, Set<Right> granted, Right without) {
        Account account = fixture.cluster.access().account(id);
        for (Right right : granted) {
            if (!right.equals(without)) {
                account.allowIn(
                        NAMESPACE, List.of(right.verb()), right.qualified().replaceFirst("(/.*)(\\..*)", "$2$1"));
            }
        }
        fixture.kubeconfig(id, fixture.cluster.kubeconfig(account, NAMESPACE));
    }

    /** Returns the rights that verifyPods uses, according to the API server. */
    private Set<String> usedToVerify() throws Exception {
        fixture.cluster.requests().clear();
        for (String target : List.of("release: 'app'", "selector: 'app=ordered'", "selector: 'app=everywhere'")) {
            String product = target.startsWith("release") ? "" : ", product: 'custom', adminPort: 8080";
            fixture.run(Result.SUCCESS, "verifyPods(" + target + product + ", credentialsId: '" + CREDENTIALS + "')");
        }
        return fixture.cluster.requests().all().stream()
                .map(entry -> entry.call())
                .map(call -> call.verb() + " " + call.resourcePath())
                .collect(Collectors.toSet());
    }

    @Test
    void eachRightThatIsMissingIsNamedBeforeAPodIsTouched() throws Exception {
        Set<Right> granted = granted();
        assertTrue(granted.size() >= 17, granted.toString());
        Set<String> verifying = usedToVerify();
        int number = 0;
        for (Right right : granted) {
            credentials("less-" + number++, granted, right);
        }
        credentials("all", granted, null);
        List<Right> rights = new ArrayList<>(granted);
        StringBuilder script = new StringBuilder();
        for (int i = 0; i < rights.size(); i++) {
            String target = rights.get(i).target() + ", credentialsId: 'less-" + i + "'";
            script.append("echo 'VERIFY ").append(i).append("'\n");
            script.append("try { verifyPods(").append(target).append(") } catch (e) { echo \"SAID ${e.message}\" }\n");
            script.append("echo 'WINDOW ").append(i).append("'\n");
            script.append("try { consistentBackup(")
                    .append(target)
                    .append(rights.get(i).access())
                    .append(
                            ", skewWindow: 0, lockTimeout: 0) { echo 'PAUSED' } } catch (e) { echo \"SAID ${e.message}\" }\n");
        }
        EmbeddedRun run = fixture.run(Result.SUCCESS, script.toString());
        String log = run.log().text();
        assertFalse(log.contains("Exception"), log);
        for (int i = 0; i < rights.size(); i++) {
            Right right = rights.get(i);
            String window = between(log, "WINDOW " + i + "\n", "VERIFY " + (i + 1) + "\n");
            isNamed(right, window);
            if (!right.resource().equals("leases") && !(right.verb() + right.resource()).equals("listdeployments")) {
                assertFalse(window.contains("PAUSED"), right + " was missed only in the window: " + window);
            }
            String verified = between(log, "VERIFY " + i + "\n", "WINDOW " + i + "\n");
            if (verifying.contains(right.verb() + " " + right.resource())) {
                isNamed(right, verified);
            } else {
                assertFalse(verified.contains("SAID"), right + " is of no use to verifyPods: " + verified);
            }
        }
    }

    private static void isNamed(Right right, String said) {
        assertTrue(
                said.contains(right.verb() + " " + right.qualified())
                        || said.contains("Grant it \"" + right.verb() + "\" on \"" + right.qualified() + "\""),
                right + " is not named: " + said);
        assertTrue(said.contains("in namespace \"" + NAMESPACE + "\""), said);
        assertTrue(said.contains("docs/rbac.yaml"), said);
    }

    private static String between(String log, String from, String to) {
        int begin = log.indexOf(from);
        int end = log.indexOf(to, begin);
        return log.substring(begin, end < 0 ? log.length() : end);
    }

    @Test
    void withAllOfThemThereIsNoWarning() throws Exception {
        credentials("all", granted(), null);
        EmbeddedRun run = fixture.run(
                Result.SUCCESS,
                "consistentBackup(release: 'app', credentialsId: 'all', access: 'podIp', skewWindow: 0) { }");
        assertEquals(
                List.of(),
                run.log()
                        .text()
                        .lines()
                        .filter(line -> line.contains("has no right"))
                        .toList());
    }
}
