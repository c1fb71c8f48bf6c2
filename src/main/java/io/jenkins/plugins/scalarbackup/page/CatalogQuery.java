package io.jenkins.plugins.scalarbackup.page;

import hudson.Util;
import io.jenkins.plugins.scalarbackup.record.RecordIndexEntry;
import io.jenkins.plugins.scalarbackup.record.RecordedWorkload;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kohsuke.stapler.StaplerRequest2;

/**
 * A query for windows of the catalog, as in a page's address.
 *
 * @param workload a part of a workload's name, of its namespace or of its cluster; null for all
 * @param database a database's name; null for all
 * @param proven whether they are proven; null for both
 * @param page the number of the page, from 1
 */
public record CatalogQuery(String workload, String database, Boolean proven, int page) {
    /** The query for all windows. */
    public static final CatalogQuery ALL = new CatalogQuery(null, null, null, 1);

    private static final int LONGEST = 300;
    /** A number with this many digits fits into an int. */
    private static final int DIGITS = 9;

    private static final Map<String, Boolean> PROVEN = Map.of("true", true, "false", false);

    /** Parses a request's query, ignoring invalid parameters. Returns {@link #ALL} if {@code request} is null. */
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

    /** Returns a page number; too large a number stands for the last page. */
    private static int page(String parameter) {
        if (parameter == null || !parameter.matches("[1-9][0-9]*")) {
            return 1;
        }
        return parameter.length() > DIGITS ? Integer.MAX_VALUE : Integer.parseInt(parameter);
    }

    /** Returns whether it excludes any windows. */
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
        // Matches the name as it is shown, the name as kubectl writes it, and the cluster.
        return Stream.of(one.named(), one.namespace() + "/" + one.workload(), one.cluster())
                .filter(Objects::nonNull)
                .anyMatch(name -> name.toLowerCase(Locale.ROOT).contains(asked));
    }

    /** Returns {@code ?proven=true&page=2}: the address of another page of the same query. */
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
