package io.jenkins.plugins.scalarbackup.step;

import hudson.model.Item;
import hudson.model.Job;
import hudson.model.Run;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.scalarbackup.keeper.Jobs;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jenkinsci.plugins.workflow.flow.FlowExecution;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.springframework.security.core.Authentication;

/**
 * Decides which jobs' records a build may read. Builds run as SYSTEM unless an administrator configured otherwise, and
 * SYSTEM may read every job, which would let any author read any record. So as SYSTEM, a build may only read the jobs
 * of its own folder and below. Otherwise, its user needs READ on the job.
 */
final class ReadableJobs {
    private final Authentication user;
    private final String own;

    private ReadableJobs(Authentication user, String own) {
        this.user = user;
        this.own = own;
    }

    static ReadableJobs of(StepContext context, Run<?, ?> run) throws IOException, InterruptedException {
        FlowExecution execution = context.get(FlowExecution.class);
        return new ReadableJobs(
                execution == null ? ACL.SYSTEM2 : execution.getAuthentication2(),
                run.getParent().getFullName());
    }

    /** Returns whether the build may read the records of the job with this full name, which may no longer exist. */
    boolean mayRead(String job) {
        if (job.equals(own)) {
            return true;
        }
        return isSystem() ? job.startsWith(prefix()) : hasRead(job);
    }

    /** Returns whether there is a job of this full name of which the build's user may know. */
    boolean exists(String job) {
        try (ACLContext as = ACL.as2(user)) {
            return Jobs.named(job) != null;
        }
    }

    private boolean isSystem() {
        return user.equals(ACL.SYSTEM2);
    }

    private boolean hasRead(String job) {
        try (ACLContext as = ACL.as2(user)) {
            Job<?, ?> found = Jobs.named(job);
            return found != null && found.hasPermission2(user, Item.READ);
        }
    }

    /** Returns the prefix of the full names of all jobs in the build's own folder and below. */
    private String prefix() {
        return own.substring(0, own.lastIndexOf('/') + 1);
    }

    /**
     * Returns the full names that an author's job name may refer to: relative to the build's own folder, as the step
     * {@code build} takes it, or to the root.
     */
    Set<String> candidates(String name) {
        Set<String> names = new LinkedHashSet<>();
        names.add(normalized(name.startsWith("/") ? name : prefix() + name));
        names.add(normalized(name));
        names.remove("");
        return names;
    }

    private static String normalized(String path) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part :
                Arrays.stream(path.split("/")).filter(one -> !one.isEmpty()).toList()) {
            if (!part.equals("..")) {
                if (!part.equals(".")) {
                    parts.addLast(part);
                }
            } else if (parts.pollLast() == null) {
                // There is nothing above the root.
                return "";
            }
        }
        return String.join("/", parts);
    }

    /** Describes what the build may read, for a refusal. */
    String inWords() {
        return isSystem()
                ? "it runs as SYSTEM, and so reads jobs of its own folder"
                        + (prefix().isEmpty() ? "" : " \"" + own.substring(0, own.lastIndexOf('/')) + "\"")
                        + " and below only"
                : "it runs as \"" + user.getName() + "\", who needs the permission Job/Read on it";
    }
}
