package io.jenkins.plugins.scalarbackup.config;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.scalarbackup.model.RefusedException;
import io.jenkins.plugins.scalarbackup.model.WatchdogMode;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import jenkins.model.GlobalConfiguration;
import jenkins.util.SystemProperties;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** The defaults for parameters that steps leave out: "Scalar Backup" under "System", {@code scalarBackup} in JCasC. */
@Extension
@Symbol("scalarBackup")
public class ScalarBackupConfiguration extends GlobalConfiguration implements ConnectionForm, WindowForm {
    /** The default maximum number of records below JENKINS_HOME. */
    public static final int DEFAULT_KEPT_RECORDS = 10_000;
    /** The default number of each workload's proven windows that are kept beyond that maximum. */
    public static final int DEFAULT_PROTECTED_WINDOWS = 30;

    private static final String ALLOW_INSECURE = "io.jenkins.plugins.scalarbackup.allowInsecureEndpoints";

    private String credentialsId;
    private String serverUrl;
    private String caCertificate;
    private String context;
    private String access;
    private boolean tls;
    private String tlsCaCertificate;
    private String tlsAuthority;
    private int maxPauseWait = WindowParameters.DEFAULT_MAX_PAUSE_WAIT;
    private int maxOutage = WindowParameters.DEFAULT_MAX_OUTAGE;
    private int lockTimeout = WindowParameters.DEFAULT_LOCK_TIMEOUT;
    private String watchdog;
    private int keptRecords = DEFAULT_KEPT_RECORDS;
    private int protectedWindows = DEFAULT_PROTECTED_WINDOWS;
    private boolean allowInsecureEndpoints;

    public ScalarBackupConfiguration() {
        load();
    }

    /** Returns the configuration of this controller. */
    public static @NonNull ScalarBackupConfiguration get() {
        return ExtensionList.lookupSingleton(ScalarBackupConfiguration.class);
    }

    public String getCredentialsId() {
        return credentialsId;
    }

    @DataBoundSetter
    public void setCredentialsId(String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
        save();
    }

    public String getServerUrl() {
        return serverUrl;
    }

    @DataBoundSetter
    public void setServerUrl(String serverUrl) {
        this.serverUrl = Util.fixEmptyAndTrim(serverUrl);
        save();
    }

    public String getCaCertificate() {
        return caCertificate;
    }

    @DataBoundSetter
    public void setCaCertificate(String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
        save();
    }

    public String getContext() {
        return context;
    }

    @DataBoundSetter
    public void setContext(String context) {
        this.context = Util.fixEmptyAndTrim(context);
        save();
    }

    public String getAccess() {
        return access;
    }

    @DataBoundSetter
    public void setAccess(String access) {
        this.access = Util.fixEmptyAndTrim(access);
        save();
    }

    public boolean isTls() {
        return tls;
    }

    @DataBoundSetter
    public void setTls(boolean tls) {
        this.tls = tls;
        save();
    }

    public String getTlsCaCertificate() {
        return tlsCaCertificate;
    }

    @DataBoundSetter
    public void setTlsCaCertificate(String tlsCaCertificate) {
        this.tlsCaCertificate = Util.fixEmptyAndTrim(tlsCaCertificate);
        save();
    }

    public String getTlsAuthority() {
        return tlsAuthority;
    }

    @DataBoundSetter
    public void setTlsAuthority(String tlsAuthority) {
        this.tlsAuthority = Util.fixEmptyAndTrim(tlsAuthority);
        save();
    }

    public Integer getMaxPauseWait() {
        return maxPauseWait;
    }

    @DataBoundSetter
    public void setMaxPauseWait(Integer maxPauseWait) {
        this.maxPauseWait = or(maxPauseWait, WindowParameters.DEFAULT_MAX_PAUSE_WAIT);
        save();
    }

    public Integer getMaxOutage() {
        return maxOutage;
    }

    @DataBoundSetter
    public void setMaxOutage(Integer maxOutage) {
        this.maxOutage = or(maxOutage, WindowParameters.DEFAULT_MAX_OUTAGE);
        save();
    }

    public Integer getLockTimeout() {
        return lockTimeout;
    }

    @DataBoundSetter
    public void setLockTimeout(Integer lockTimeout) {
        this.lockTimeout = or(lockTimeout, WindowParameters.DEFAULT_LOCK_TIMEOUT);
        save();
    }

    /** Returns the default of the steps' parameter {@code watchdog}; null for {@link WatchdogMode#AUTO}. */
    public String getWatchdog() {
        return watchdog;
    }

    @DataBoundSetter
    public void setWatchdog(String watchdog) {
        this.watchdog = Util.fixEmptyAndTrim(watchdog);
        save();
    }

    public Integer getKeptRecords() {
        return keptRecords;
    }

    @DataBoundSetter
    public void setKeptRecords(Integer keptRecords) {
        this.keptRecords = or(keptRecords, DEFAULT_KEPT_RECORDS);
        save();
    }

    public Integer getProtectedWindows() {
        return protectedWindows;
    }

    @DataBoundSetter
    public void setProtectedWindows(Integer protectedWindows) {
        this.protectedWindows = or(protectedWindows, DEFAULT_PROTECTED_WINDOWS);
        save();
    }

    public boolean isAllowInsecureEndpoints() {
        return allowInsecureEndpoints;
    }

    @DataBoundSetter
    public void setAllowInsecureEndpoints(boolean allowInsecureEndpoints) {
        this.allowInsecureEndpoints = allowInsecureEndpoints;
        save();
    }

    /** An empty field of the form stands for the built-in default. */
    private static int or(Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    /** Without the choice to use the global default, which this is. */
    @Override
    @POST
    public ListBoxModel doFillAccessItems() {
        return withoutDefault(ConnectionForm.super.doFillAccessItems());
    }

    /** Without the choice to use the global default, which this is. */
    @Override
    @POST
    public ListBoxModel doFillWatchdogItems() {
        return withoutDefault(WindowForm.super.doFillWatchdogItems());
    }

    private static ListBoxModel withoutDefault(ListBoxModel choices) {
        choices.removeIf(choice -> choice.value.isEmpty());
        return choices;
    }

    @POST
    public FormValidation doCheckMaxOutage(
            @AncestorInPath Item item, @QueryParameter String value, @QueryParameter String maxPauseWait) {
        return WindowForm.checkMaxOutage(item, value, maxPauseWait, null, WindowParameters.DEFAULT_SKEW_WINDOW);
    }

    @POST
    public FormValidation doCheckKeptRecords(@QueryParameter String value) {
        return FieldRule.validateNumber("keptRecords", value, number -> {
            if (number < 1) {
                throw new RefusedException("keptRecords is " + number + ", but must be at least 1: records prove which"
                        + " moments can be restored to.");
            }
        });
    }

    @POST
    public FormValidation doCheckProtectedWindows(@QueryParameter String value) {
        return FieldRule.validateNumber("protectedWindows", value, number -> {
            if (number < 1) {
                throw new RefusedException("protectedWindows is " + number + ", but must be at least 1: the newest"
                        + " proven window of a workload is what it can be restored to.");
            }
        });
    }

    @POST
    public FormValidation doCheckAllowInsecureEndpoints(@QueryParameter boolean value) {
        return value ? FormValidation.warning(Messages.ScalarBackupConfiguration_Insecure()) : FormValidation.ok();
    }

    /** Returns whether the setting or the system property lets steps reach insecure and local endpoints. */
    public boolean insecureEndpointsAllowed() {
        return allowInsecureEndpoints || SystemProperties.getBoolean(ALLOW_INSECURE);
    }
}
