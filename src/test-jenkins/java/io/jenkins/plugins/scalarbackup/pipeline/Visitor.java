package io.jenkins.plugins.scalarbackup.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import org.htmlunit.HttpMethod;
import org.htmlunit.WebRequest;
import org.htmlunit.WebResponse;
import org.htmlunit.html.HtmlPage;
import org.htmlunit.util.NameValuePair;
import org.jvnet.hudson.test.JenkinsRule;

/** A user with a browser that runs no scripts, follows no redirects, and accepts any status. */
final class Visitor implements AutoCloseable {
    private final JenkinsRule jenkins;
    private final JenkinsRule.WebClient client;

    Visitor(JenkinsRule jenkins, String user) throws Exception {
        this.jenkins = jenkins;
        client = jenkins.createWebClient();
        client.setThrowExceptionOnFailingStatusCode(false);
        client.login(user);
        client.getOptions().setRedirectEnabled(false);
        client.getOptions().setJavaScriptEnabled(false);
    }

    private URL url(String path) throws Exception {
        return new URL(jenkins.getURL(), path);
    }

    WebResponse get(String path) throws Exception {
        return client.getPage(url(path)).getWebResponse();
    }

    /** Opens a page that must exist. */
    HtmlPage page(String path) throws Exception {
        HtmlPage page = client.getPage(url(path));
        assertEquals(200, page.getWebResponse().getStatusCode(), path);
        return page;
    }

    WebResponse post(String path, String field, String value) throws Exception {
        WebRequest request = new WebRequest(url(path), HttpMethod.POST);
        client.addCrumb(request);
        List<NameValuePair> fields = new ArrayList<>(request.getRequestParameters());
        fields.add(new NameValuePair(field, value));
        request.setRequestParameters(fields);
        return client.getPage(request).getWebResponse();
    }

    @Override
    public void close() {
        client.close();
    }
}
