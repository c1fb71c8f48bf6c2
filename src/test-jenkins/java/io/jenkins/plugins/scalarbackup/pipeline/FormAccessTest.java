package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.model.Item;
import io.jenkins.plugins.scalarbackup.step.ConsistentBackupStep;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.util.NameValuePair;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Tests what the forms' requests reveal, and to whom. */
@WithJenkins
class FormAccessTest extends BankFixture {
    private WorkflowJob job;

    @BeforeAll
    static void secure() {
        jenkins.jenkins.setSecurityRealm(jenkins.createDummySecurityRealm());
        jenkins.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, CredentialsProvider.USE_ITEM)
                .everywhere()
                .to("author"));
    }

    @BeforeEach
    void createJob() throws Exception {
        job = controller.job("echo 'unused'");
    }

    private WebResponse request(String user, HttpMethod method, String action, Map<String, String> fields)
            throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setThrowExceptionOnFailingStatusCode(false);
            client.login(user);
            String path = job.getUrl() + "descriptorByName/" + ConsistentBackupStep.class.getName() + "/" + action;
            WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), method);
            if (method == HttpMethod.POST) {
                client.addCrumb(request);
            }
            List<NameValuePair> parameters = new ArrayList<>(request.getRequestParameters());
            fields.forEach((name, value) -> parameters.add(new NameValuePair(name, value)));
            request.setRequestParameters(parameters);
            return client.getPage(request).getWebResponse();
        }
    }

    private static final Map<String, String> APP = Map.of("release", "app", "credentialsId", Controller.CREDENTIALS);

    @Test
    void whoMayConfigureAJobMayAskItsPods() throws Exception {
        WebResponse answer = request("author", HttpMethod.POST, "askPods", APP);
        assertEquals(200, answer.getStatusCode());
        String text = answer.getContentAsString();
        assertTrue(text.contains("2 pods of "), text);
        assertTrue(text.contains(bank.release.workload().pod(1).name() + " answers"), text);
        assertEquals(0, bank.pods.pauses());
    }

    @Test
    void whoMayOnlyReadItMayNot() throws Exception {
        assertEquals(403, request("reader", HttpMethod.POST, "askPods", APP).getStatusCode());
        assertTrue(bank.cluster.requests().all().isEmpty(), "the cluster was asked");
    }

    @Test
    void aLinkAsksNothing() throws Exception {
        int status = request("author", HttpMethod.GET, "askPods", APP).getStatusCode();
        assertTrue(status == 404 || status == 405, "got " + status);
        assertTrue(bank.cluster.requests().all().isEmpty(), "the cluster was asked");
    }

    @Test
    void credentialsAreListedForWhoMayUseThem() throws Exception {
        Map<String, String> current = Map.of("credentialsId", "chosen");
        String listed = request("author", HttpMethod.POST, "fillCredentialsIdItems", current)
                .getContentAsString();
        assertTrue(listed.contains(Controller.CREDENTIALS), listed);
        String only = request("reader", HttpMethod.POST, "fillCredentialsIdItems", current)
                .getContentAsString();
        assertTrue(only.contains("chosen"), only);
        assertFalse(only.contains(Controller.CREDENTIALS), only);
    }

    @Test
    void whatIsTypedIsChecked() throws Exception {
        String wrong = request("author", HttpMethod.POST, "checkNamespace", Map.of("value", "Bank!"))
                .getContentAsString();
        assertTrue(wrong.contains("error") && wrong.contains("namespace"), wrong);
        String right = request("author", HttpMethod.POST, "checkNamespace", Map.of("value", "bank"))
                .getContentAsString();
        assertFalse(right.contains("error"), right);
    }
}
