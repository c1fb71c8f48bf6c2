package io.jenkins.plugins.scalarbackup.page;

import hudson.Util;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordedWorkload;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * Which windows of the catalog are asked for, as a page's address says it.
 *
 * @param workload a part of a workload's name, of its namespace or of its cluster; null for all
 * @param database a database's name; null for all
 * @param proven whether they are proven; null for both
 * @param page which page, from 1
 */
public record CatalogQuery(String workload, String database, Boolean proven, int page) {
    /** Everything. */
    public static final CatalogQuery ALL = new CatalogQuery(null, null, null, 1);

    private static final int LONGEST = 300;
    /** A number of so many digits is an int. */
    private static final int DIGITS = 9;

    private static final Map<String, Boolean> PROVEN = Map.of("true", true, "false", false);

    /** What a request asks for; what can't be understood of it asks for nothing. Null outside one. */
    static CatalogQuery of(StaplerRequest2 request) {
        return request == null
                ? ALL
                : new CatalogQuery(
                        text(request.getParameter("workload")),
                        text(request.getParameter("database")),
                        PROVEN.get(String.valueOf(request.getParameter("proven"))),
                        page(text(request.getParameter("page"))));
    }

    private static String text(String parameter) {
        String text = Util.fixEmptyAndTrim(parameter);
        return text == null ? null : text.substring(0, Math.min(LONGEST, text.length()));
    }

    /** The last page there is, where it is beyond it. */
    private static int page(String parameter) {
        if (parameter == null || !parameter.matches("[1-9][0-9]*")) {
            return 1;
        }
        return parameter.length() > DIGITS ? Integer.MAX_VALUE : Integer.parseInt(parameter);
    }

    /** Whether it leaves anything out. */
    public boolean isNarrowed() {
        return workload != null || database != null || proven != null;
    }

    boolean matches(RecordIndexEntry window) {
        return (proven == null || proven == window.windowProven())
                && (database == null || window.databases().contains(database))
                && (workload == null || window.workloads().stream().anyMatch(this::isMeant));
    }

    private boolean isMeant(RecordedWorkload one) {
        String asked = workload.toLowerCase(Locale.ROOT);
        // As it is shown, as kubectl writes it, and by its cluster.
        return Stream.of(one.named(), one.namespace() + "/" + one.workload(), String.valueOf(one.cluster()))
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(asked));
    }

    /** {@code ?proven=true&page=2}: the address of another page of the same. */
    public String address(int otherPage) {
        return "?"
                + Stream.of(
                                parameter("workload", workload),
                                parameter("database", database),
                                parameter("proven", proven),
                                parameter("page", otherPage))
                        .filter(one -> !one.isEmpty())
                        .collect(Collectors.joining("&"));
    }

    private static String parameter(String name, Object value) {
        return value == null ? "" : name + "=" + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8);
    }
}
