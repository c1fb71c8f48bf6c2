package io.jenkins.plugins.scalarbackup.step;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Item;
import hudson.security.ACL;
import hudson.security.ACLContext;
import hudson.security.Permission;
import hudson.util.FormValidation;
import hudson.util.FormValidation.Kind;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.scalarbackup.config.ScalarBackupConfiguration;
import io.jenkins.plugins.scalarbackup.model.Advisories;
import io.jenkins.plugins.scalarbackup.record.RestoreInstructions;
import io.jenkins.plugins.scalarbackup.standalone.EmbeddedJenkins;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.verb.POST;

/** Tests the messages of the forms' fields, and that every parameter has a field and help. */
class FormFieldsTest {
    /** Values that only a Pipeline script can pass. */
    private static final Set<String> NOT_IN_FORMS = Set.of("baseline", "pause");

    private static final ConsistentBackupStep.DescriptorImpl BACKUP = new ConsistentBackupStep.DescriptorImpl();
    private static final ScalarPauseStep.DescriptorImpl PAUSE = new ScalarPauseStep.DescriptorImpl();
    private static EmbeddedJenkins jenkins;
    private static Item job;

    @BeforeAll
    static void start(@TempDir Path home) throws Exception {
        jenkins = EmbeddedJenkins.at(home).withIndexedExtensions().start();
        jenkins.credentials().file("cluster", "kubeconfig", "").text("token", "t");
        jenkins.pipeline("nightly").script("echo 'makes the job'").start().await(Duration.ofSeconds(120));
        job = jenkins.jenkins().getItemByFullName("nightly", Item.class);
    }

    @AfterAll
    static void stop() {
        jenkins.close();
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                arguments(on(text -> BACKUP.doCheckRelease(text, "")), "App_1", "release is \"App_1\""),
                arguments(on(text -> BACKUP.doCheckRelease("app", text)), "a=b", "release and selector are both"),
                arguments(on(BACKUP::doCheckSelector), "a b", "is no requirement on a label"),
                arguments(on(BACKUP::doCheckNamespace), "a.b", "namespace is \"a.b\""),
                arguments(on(BACKUP::doCheckAdminPort), "0", "adminPort is 0, but must be a port from 1 to 65535"),
                arguments(on(BACKUP::doCheckAdminPort), "http", "adminPort is \"http\", but must be a whole number"),
                arguments(on(text -> BACKUP.doCheckServerUrl(job, text)), "cluster:6443", "no URL of an API server"),
                arguments(on(text -> BACKUP.doCheckServerUrl(job, text)), "http://cluster:6443", "http://"),
                arguments(on(BACKUP::doCheckCaCertificate), "/etc/ca.pem", "caCertificate holds no certificate"),
                arguments(on(BACKUP::doCheckTlsCaCertificate), "ca.pem", "tlsCaCertificate holds no certificate"),
                arguments(on(BACKUP::doCheckSkewWindow), "-1", "skewWindow is -1"),
                arguments(on(BACKUP::doCheckMaxPauseWait), "0", "maxPauseWait is 0"),
                arguments(on(BACKUP::doCheckLockTimeout), "99999999999", "must be a whole number"),
                arguments(on(BACKUP::doCheckExpectEveryHours), "0", "expectEveryHours is 0"),
                arguments(on(PAUSE::doCheckExpectRestorableEveryHours), "10001", "expectRestorableEveryHours is 10001"),
                arguments(on(PAUSE::doCheckExpectRestoreTestEveryHours), "weekly", "must be a whole number"),
                arguments(on(BACKUP::doCheckAttempts), "101", "attempts is 101, but must be from 1 to 100"),
                arguments(on(BACKUP::doCheckAttemptDelay), "-1", "attemptDelay is -1"),
                arguments(on(new AwaitSkewWindowStep.DescriptorImpl()::doCheckSeconds), "1.5", "seconds is \"1.5\""),
                arguments(on(new AwaitSkewWindowStep.DescriptorImpl()::doCheckSince), "noon", "since is \"noon\""),
                arguments(on(new AwaitRestorableStep.DescriptorImpl()::doCheckTime), "noon", "time is \"noon\""),
                arguments(on(new AwaitRestorableStep.DescriptorImpl()::doCheckTimeout), "-1", "timeout is -1"),
                arguments(on(new AwaitRestorableStep.DescriptorImpl()::doCheckAge), "-1", "age is -1"),
                arguments(on(new AwaitRestorableStep.DescriptorImpl()::doCheckKeptDays), "0", "keptDays is 0"),
                arguments(on(new AwaitRestorableStep.DescriptorImpl()::doCheckWindow), "../x", "no ID of a window"),
                arguments(on(new RecordRestoreTestStep.DescriptorImpl()::doCheckWindow), "a b", "no ID of a window"),
                arguments(on(new LatestRestorePointStep.DescriptorImpl()::doCheckJob), " ", "job is not given"),
                arguments(on(text -> BACKUP.doCheckMaxOutage(job, text, "", "")), "85", "(75 + 10 s)"),
                arguments(on(text -> BACKUP.doCheckMaxOutage(job, text, "100", "20")), "120", "(100 + 20 s)"),
                arguments(on(text -> BACKUP.doCheckMaxOutage(job, text, "400", "")), "", "maxOutage is 300 s"),
                arguments(on(text -> PAUSE.doCheckMaxOutage(job, text, "")), "75", "(75 + 0 s)"),
                arguments(
                        on(text -> BACKUP.doCheckCredentialsId(job, text)),
                        "gone",
                        "no credential with the ID \"gone\""),
                arguments(on(ScalarBackupConfiguration.get()::doCheckKeptRecords), "0", "keptRecords is 0"),
                arguments(on(ScalarBackupConfiguration.get()::doCheckProtectedWindows), "0", "protectedWindows is 0"));
    }

    private static Function<String, FormValidation> on(Function<String, FormValidation> field) {
        return field;
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatAStepRefusesIsSaidAtItsField(Function<String, FormValidation> field, String value, String piece) {
        FormValidation answer = field.apply(value);
        assertEquals(Kind.ERROR, answer.kind);
        assertTrue(answer.getMessage().contains(piece), answer.getMessage());
    }

    @Test
    void whatIsRightOrLeftOutIsNotRemarkedUpon() {
        List<FormValidation> answers = new ArrayList<>();
        for (String empty : new String[] {"", " ", null}) {
            answers.add(BACKUP.doCheckRelease(empty, "a=b"));
            answers.add(BACKUP.doCheckSelector(empty));
            answers.add(BACKUP.doCheckNamespace(empty));
            answers.add(BACKUP.doCheckAdminPort(empty));
            answers.add(BACKUP.doCheckServerUrl(job, empty));
            answers.add(BACKUP.doCheckCaCertificate(empty));
            answers.add(BACKUP.doCheckCredentialsId(job, empty));
            answers.add(BACKUP.doCheckMaxOutage(job, empty, empty, empty));
            answers.add(BACKUP.doCheckAttempts(empty));
            answers.add(BACKUP.doCheckExpectEveryHours(empty));
            answers.add(new AwaitSkewWindowStep.DescriptorImpl().doCheckSince(empty));
        }
        answers.add(BACKUP.doCheckSelector("app in (a, b),!x"));
        answers.add(BACKUP.doCheckServerUrl(job, "https://cluster:6443"));
        answers.add(BACKUP.doCheckCredentialsId(job, "token"));
        answers.add(BACKUP.doCheckMaxOutage(job, "86", "", ""));
        answers.add(BACKUP.doCheckMaxOutage(job, "86", "nonsense", ""));
        answers.add(PAUSE.doCheckMaxOutage(job, "76", ""));
        answers.add(new AwaitSkewWindowStep.DescriptorImpl().doCheckSince("2026-01-31T02:00:00.000Z"));
        answers.forEach(answer -> assertEquals(Kind.OK, answer.kind, answer.getMessage()));
    }

    @Test
    void theAllowanceIsWarnedOf() {
        ScalarBackupConfiguration form = ScalarBackupConfiguration.get();
        assertEquals(Kind.WARNING, form.doCheckAllowInsecureEndpoints(true).kind);
        assertEquals(Kind.OK, form.doCheckAllowInsecureEndpoints(false).kind);
    }

    @Test
    void anEmptyNumberAmongTheDefaultsIsTheUsualOne() {
        ScalarBackupConfiguration defaults = ScalarBackupConfiguration.get();
        defaults.setMaxOutage(90);
        defaults.setMaxOutage(null);
        assertEquals(300, defaults.getMaxOutage());
    }

    private static List<String> values(ListBoxModel list) {
        return list.stream().map(option -> option.value).toList();
    }

    @Test
    void credentialsAreListedToWhoMayUseThem() {
        assertEquals(List.of("", "cluster", "token"), values(BACKUP.doFillCredentialsIdItems(job, "")));
        assertEquals(List.of("", "cluster", "token", "gone"), values(BACKUP.doFillCredentialsIdItems(job, "gone")));
        assertEquals(List.of("", "cluster", "token"), values(BACKUP.doFillCredentialsIdItems(null, null)));
        for (Permission one : new Permission[] {Item.EXTENDED_READ, CredentialsProvider.USE_ITEM}) {
            as(one, () -> {
                assertEquals(List.of("", "cluster", "token"), values(BACKUP.doFillCredentialsIdItems(job, "")));
                assertEquals(List.of("cluster"), values(BACKUP.doFillCredentialsIdItems(null, "cluster")));
            });
        }
    }

    @Test
    void toOthersCredentialsAreNotTold() {
        as(Item.READ, () -> {
            assertEquals(List.of("cluster"), values(BACKUP.doFillCredentialsIdItems(job, "cluster")));
            assertEquals(List.of("cluster"), values(BACKUP.doFillCredentialsIdItems(null, "cluster")));
            assertEquals(Kind.OK, BACKUP.doCheckCredentialsId(job, "gone").kind);
            assertEquals(Kind.OK, BACKUP.doCheckCredentialsId(null, "gone").kind);
            assertEquals(Kind.OK, BACKUP.doCheckMaxOutage(job, "80", "", "").kind, "would tell the default drain");
        });
    }

    private static void as(Permission only, Runnable check) {
        jenkins.jenkins().allow((who, what) -> what == only);
        try (ACLContext context = ACL.as2(ACL.named("somebody"))) {
            check.run();
        }
    }

    @Test
    void choicesAreWhatTheStepTakes() {
        assertEquals(
                List.of(
                        "",
                        "scalardb-cluster",
                        "scalardb",
                        "scalardl-ledger",
                        "scalardl-auditor",
                        "scalardl-gateway",
                        "scalardb-transaction-coordinator",
                        "custom"),
                values(BACKUP.doFillProductItems()));
        assertEquals(List.of("", "auto", "podIp", "portForward"), values(BACKUP.doFillAccessItems()));
        assertEquals(List.of("", "true", "false"), values(BACKUP.doFillTlsItems()));
        assertEquals(
                RestoreInstructions.databases(),
                List.copyOf(BACKUP.getDatabaseTitles().keySet()));
        assertEquals(Advisories.titles(), BACKUP.getAdvisoryTitles());
        assertEquals(Advisories.titles(), PAUSE.getAdvisoryTitles());
    }

    /** Any page that a person visits could send a GET. */
    @Test
    void everythingThatAnswersAFormWantsPost() {
        for (Class<?> form : forms()) {
            for (Method method : descriptor(form).getMethods()) {
                if (method.getName().matches("do(Check|Fill|Ask).*")
                        && method.getDeclaringClass().getName().startsWith("io.jenkins.plugins.scalarbackup.")) {
                    assertNotNull(method.getAnnotation(POST.class), method.toString());
                }
            }
        }
    }

    static List<Class<?>> forms() {
        return List.of(
                AwaitRestorableStep.class,
                AwaitSkewWindowStep.class,
                ConsistentBackupStep.class,
                LatestRestorePointStep.class,
                RecordRestoreTestStep.class,
                ScalarPauseStep.class,
                ScalarTarget.class,
                ScalarUnpauseStep.class,
                VerifyPodsStep.class,
                ScalarBackupConfiguration.class);
    }

    private static Class<?> descriptor(Class<?> form) {
        return Arrays.stream(form.getClasses())
                .filter(nested -> nested.getSimpleName().equals("DescriptorImpl"))
                .findFirst()
                .orElse(form);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyParameterHasAFieldAndHelp(Class<?> form) throws IOException {
        String page = page(form, "config.jelly");
        for (Method method : form.getMethods()) {
            if (method.isAnnotationPresent(DataBoundSetter.class)) {
                String parameter = method.getName().substring(3, 4).toLowerCase(java.util.Locale.ROOT)
                        + method.getName().substring(4);
                if (!NOT_IN_FORMS.contains(parameter)) {
                    assertTrue(
                            page.contains("<f:entry field=\"" + parameter + "\""),
                            form.getSimpleName() + " has no field for " + parameter);
                    assertTrue(
                            hasHelp(form, parameter) || helpIsShared(form, parameter),
                            form.getSimpleName() + " has no help for " + parameter);
                }
            }
        }
        assertTrue(form == ScalarTarget.class
                || form == ScalarBackupConfiguration.class
                || resource(form, "help.html") != null);
    }

    private static boolean helpIsShared(Class<?> form, String parameter) {
        return (form == ScalarTarget.class || form == ScalarBackupConfiguration.class)
                && hasHelp(ConsistentBackupStep.class, parameter);
    }

    private static boolean hasHelp(Class<?> form, String parameter) {
        for (Class<?> each = form; each != null; each = each.getSuperclass()) {
            if (resource(each, "help-" + parameter + ".html") != null) {
                return true;
            }
        }
        return false;
    }

    private static java.net.URL resource(Class<?> of, String name) {
        return of.getResource("/" + of.getName().replace('.', '/') + "/" + name);
    }

    /** Returns a page together with those that it includes. */
    private static String page(Class<?> form, String name) throws IOException {
        String path = "/" + form.getName().replace('.', '/') + "/" + name;
        try (InputStream content = FormFieldsTest.class.getResourceAsStream(path)) {
            assertNotNull(content, path);
            String text = new String(content.readAllBytes(), StandardCharsets.UTF_8);
            StringBuilder whole = new StringBuilder(text);
            Matcher include = Pattern.compile("<st:include page=\"([^\"]+)\" class=\"([^\"]+)\"/>")
                    .matcher(text);
            while (include.find()) {
                try {
                    whole.append(page(Class.forName(include.group(2)), include.group(1)));
                } catch (ClassNotFoundException e) {
                    throw new AssertionError(e);
                }
            }
            return whole.toString();
        }
    }
}
