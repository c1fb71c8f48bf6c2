package io.jenkins.plugins.scalarbackup.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hudson.ExtensionList;
import hudson.model.Item;
import io.jenkins.plugins.scalarbackup.page.MissedBackupsMonitor;
import io.jenkins.plugins.scalarbackup.page.StillPausedMonitor;
import java.net.URL;
import jenkins.model.Jenkins;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.util.NameValuePair;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.MockAuthorizationStrategy;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Tests who may do what, through the web server. */
@WithJenkins
class PermissionsTest {
    private static JenkinsRule jenkins;

    @BeforeAll
    static void secure(JenkinsRule rule) {
        jenkins = rule;
        rule.jenkins.setSecurityRealm(rule.createDummySecurityRealm());
        rule.jenkins.setAuthorizationStrategy(new MockAuthorizationStrategy()
                .grant(Jenkins.ADMINISTER)
                .everywhere()
                .to("admin")
                .grant(Jenkins.READ, Item.READ)
                .everywhere()
                .to("reader")
                .grant(Jenkins.READ, Item.READ, Item.CONFIGURE, Item.BUILD)
                .everywhere()
                .to("author"));
    }

    private static String unpauseNow() {
        return ExtensionList.lookupSingleton(StillPausedMonitor.class).getUrl() + "/unpauseNow";
    }

    private static int status(String user, HttpMethod method, String path) throws Exception {
        try (JenkinsRule.WebClient client = jenkins.createWebClient()) {
            client.setThrowExceptionOnFailingStatusCode(false);
            client.getOptions().setRedirectEnabled(false);
            client.login(user);
            WebRequest request = new WebRequest(new URL(jenkins.getURL(), path), method);
            if (method == HttpMethod.POST) {
                client.addCrumb(request);
                request.getRequestParameters().add(new NameValuePair("window", "20260101-020000-0a1b2c3d"));
            }
            return client.getPage(request).getWebResponse().getStatusCode();
        }
    }

    @Test
    void unpausingByHandIsForAdministrators() throws Exception {
        assertEquals(302, status("admin", HttpMethod.POST, unpauseNow()));
        for (String user : new String[] {"reader", "author"}) {
            int status = status(user, HttpMethod.POST, unpauseNow());
            assertTrue(status == 403 || status == 404, user + " got " + status);
        }
    }

    @Test
    void unpausingByHandNeedsAPost() throws Exception {
        int status = status("admin", HttpMethod.GET, unpauseNow());
        assertTrue(status == 404 || status == 405, "got " + status);
    }

    @Test
    void sayingThatNothingIsExpectedIsForAdministratorsAndNeedsAPost() throws Exception {
        String waive = ExtensionList.lookupSingleton(MissedBackupsMonitor.class).getUrl() + "/waive";
        assertEquals(302, status("admin", HttpMethod.POST, waive));
        int get = status("admin", HttpMethod.GET, waive);
        assertTrue(get == 404 || get == 405, "got " + get);
        for (String user : new String[] {"reader", "author"}) {
            int status = status(user, HttpMethod.POST, waive);
            assertTrue(status == 403 || status == 404, user + " got " + status);
        }
    }

    @Test
    void theDefaultsAreForAdministrators() throws Exception {
        assertEquals(200, status("admin", HttpMethod.GET, "manage/configure"));
        assertEquals(403, status("author", HttpMethod.GET, "manage/configure"));
    }
}
