package io.jenkins.plugins.scalarbackup.testkit.kubernetes;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** All requests to the double, including those that were refused or cut. */
public final class RequestLog {

    /**
     * A request.
     *
     * @param time the time of its arrival, by this machine's clock
     * @param user the account of the token, empty if it is unknown
     */
    public record Entry(Instant time, String user, ApiCall call) {

        public boolean is(String verb, String resourcePath) {
            return call.verb().equals(verb) && call.resourcePath().equals(resourcePath);
        }

        @Override
        public String toString() {
            return time + " " + call.method() + " " + call.path() + call.query() + " by " + user + " ("
                    + call.userAgent() + ")";
        }
    }

    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    RequestLog() {}

    void add(ApiCall call, String user) {
        entries.add(new Entry(Instant.now(), user, call));
    }

    public List<Entry> all() {
        return List.copyOf(entries);
    }

    public List<Entry> matching(Predicate<Entry> predicate) {
        return entries.stream().filter(predicate).toList();
    }

    /**
     * Returns the number of requests.
     *
     * @param resourcePath {@code "pods"}, {@code "pods/portforward"}
     */
    public int count(String verb, String resourcePath) {
        return matching(entry -> entry.is(verb, resourcePath)).size();
    }

    public void clear() {
        entries.clear();
    }
}
