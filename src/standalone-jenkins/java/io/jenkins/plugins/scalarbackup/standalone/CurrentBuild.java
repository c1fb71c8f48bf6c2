package io.jenkins.plugins.scalarbackup.standalone;

import hudson.model.Result;
import java.io.Serializable;
import jenkins.model.Jenkins;

/** The variable {@code currentBuild} of a script. */
@SuppressWarnings("serial")
public final class CurrentBuild implements Serializable {
    private final transient EmbeddedRun run;

    CurrentBuild(EmbeddedRun run) {
        this.run = run;
    }

    public EmbeddedRun getRawBuild() {
        return run;
    }

    /** Returns null while nothing has gone wrong. */
    public String getResult() {
        return run.getResult() == null ? null : run.getResult().toString();
    }

    public void setResult(String result) {
        run.setResult(Result.fromString(result));
    }

    public String getCurrentResult() {
        return run.getResult() == null ? Result.SUCCESS.toString() : getResult();
    }

    public boolean resultIsBetterOrEqualTo(String other) {
        return Result.fromString(getCurrentResult()).isBetterOrEqualTo(Result.fromString(other));
    }

    public boolean resultIsWorseOrEqualTo(String other) {
        return Result.fromString(getCurrentResult()).isWorseOrEqualTo(Result.fromString(other));
    }

    public int getNumber() {
        return run.getNumber();
    }

    public String getId() {
        return run.getId();
    }

    public String getDisplayName() {
        return run.getDisplayName();
    }

    public String getFullDisplayName() {
        return run.getFullDisplayName();
    }

    public String getProjectName() {
        return run.getParent().getName();
    }

    public String getFullProjectName() {
        return run.getParent().getFullName();
    }

    public String getAbsoluteUrl() {
        return Jenkins.get().getRootUrl() + run.getUrl();
    }

    public long getStartTimeInMillis() {
        return run.getStartTimeInMillis();
    }

    public long getDuration() {
        return System.currentTimeMillis() - run.getStartTimeInMillis();
    }

    public Object getPreviousBuild() {
        return null;
    }
}
