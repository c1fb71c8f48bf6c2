package jenkins.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.FingerprintMap;
import hudson.model.Item;
import hudson.model.ItemGroup;
import hudson.model.Node;
import hudson.model.TopLevelItem;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.util.XStream2;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiPredicate;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.Authentication;

/** Behaves like the class of jenkins-core of this name, as far as a plugin without pages uses it. */
@SuppressWarnings("rawtypes")
public class Jenkins extends Node implements ItemGroup<TopLevelItem>, AccessControlled {
    public static String VERSION = "2.541.3";
    public static final XStream2 XSTREAM2 = new XStream2();
    public static final Permission ADMINISTER = Permission.named("hudson.model.Hudson.Administer");
    public static final Permission MANAGE = Permission.named("hudson.model.Hudson.Manage");
    public static final Permission SYSTEM_READ = Permission.named("hudson.model.Hudson.SystemRead");
    public static final Permission READ = Permission.named("hudson.model.Hudson.Read");

    private static volatile Jenkins instance;

    private final File rootDir;
    private final String rootUrl;
    private final String instanceId;
    private final List<Object> extensions = new CopyOnWriteArrayList<>();
    /** Ignores case. */
    private final Map<String, Item> items = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);

    private final FingerprintMap fingerprints = new FingerprintMap();
    private volatile BiPredicate<Authentication, Permission> allowed = (who, what) -> true;
    private final Map<String, BiPredicate<Authentication, Permission>> allowedOn = new ConcurrentHashMap<>();
    private volatile boolean quietingDown;
    private volatile boolean terminating;

    /** Creates a controller; it becomes the current one by {@link #setInstance}. */
    public Jenkins(File rootDir, String rootUrl, String instanceId) {
        this.rootDir = rootDir;
        this.rootUrl = rootUrl;
        this.instanceId = instanceId;
    }

    /** Makes it the one that {@link #get()} returns; null when the controller is gone. */
    public static void setInstance(@CheckForNull Jenkins jenkins) {
        instance = jenkins;
    }

    public static @NonNull Jenkins get() {
        Jenkins current = instance;
        if (current == null) {
            throw new IllegalStateException("Jenkins.instance is missing. Read the documentation of "
                    + "Jenkins.getInstanceOrNull to see what you are doing wrong.");
        }
        return current;
    }

    public static @CheckForNull Jenkins getInstanceOrNull() {
        return instance;
    }

    public static @NonNull Authentication getAuthentication2() {
        return ACL.current();
    }

    /** Adds an extension; they are used in the order in which they were added. */
    public void addExtension(Object extension) {
        extensions.add(extension);
    }

    /** Returns the extensions of that type. */
    public <T> List<T> extensions(Class<T> type) {
        return extensions.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** Adds a job under its full name. */
    public void addItem(Item item) {
        items.put(item.getFullName(), item);
    }

    /** Removes a job. */
    public void removeItem(Item item) {
        items.remove(item.getFullName());
    }

    public void setQuietingDown(boolean quiet) {
        quietingDown = quiet;
    }

    public void setTerminating(boolean ending) {
        terminating = ending;
    }

    /** Sets what users other than the system may do. */
    public void allow(BiPredicate<Authentication, Permission> who) {
        allowed = who;
    }

    /** Decides who may do what to the job of this name. */
    public void allowOn(String job, BiPredicate<Authentication, Permission> who) {
        allowedOn.put(job, who);
    }

    @Override
    public File getRootDir() {
        return rootDir;
    }

    public @CheckForNull String getRootUrl() {
        return rootUrl;
    }

    public String getLegacyInstanceId() {
        return instanceId;
    }

    public boolean isTerminating() {
        return terminating;
    }

    public boolean isQuietingDown() {
        return quietingDown;
    }

    public <T extends Descriptor> T getDescriptorByType(Class<T> type) {
        return extensions(type).stream()
                .filter(d -> d.getClass() == type)
                .findFirst()
                .orElse(null);
    }

    public @CheckForNull Descriptor getDescriptor(Class<? extends Describable> type) {
        return extensions(Descriptor.class).stream()
                .filter(d -> d.clazz == type)
                .findFirst()
                .orElse(null);
    }

    public @NonNull Descriptor getDescriptorOrDie(Class<? extends Describable> type) {
        Descriptor found = getDescriptor(type);
        if (found == null) {
            throw new AssertionError(type + " is missing its descriptor");
        }
        return found;
    }

    public @CheckForNull <T extends Item> T getItemByFullName(@NonNull String fullName, Class<T> type) {
        Item item = items.get(fullName);
        if (item != null && !item.hasPermission(Item.READ)) {
            if (item.hasPermission(Item.DISCOVER)) {
                throw new AccessDeniedException("Please login to access job " + fullName);
            }
            return null;
        }
        return type.isInstance(item) ? type.cast(item) : null;
    }

    public FingerprintMap getFingerprintMap() {
        return fingerprints;
    }

    @Override
    public String getFullName() {
        return "";
    }

    @Override
    public String getFullDisplayName() {
        return "";
    }

    @Override
    public String getDisplayName() {
        return "Jenkins";
    }

    @Override
    public String getUrl() {
        return "";
    }

    @Override
    public @CheckForNull TopLevelItem getItem(String name) {
        return items.get(name) instanceof TopLevelItem item ? item : null;
    }

    @Override
    public @NonNull ACL getACL() {
        return acl(allowed);
    }

    /** Returns the permissions on a job: those on everything, unless {@link #allowOn} set others. */
    public @NonNull ACL aclOf(String job) {
        return acl(allowedOn.getOrDefault(job, allowed));
    }

    private static ACL acl(BiPredicate<Authentication, Permission> allowed) {
        return new ACL() {
            @Override
            public boolean hasPermission2(Authentication a, Permission permission) {
                return a == SYSTEM2 || allowed.test(a, permission);
            }
        };
    }

    @Override
    public boolean hasPermission(Permission permission) {
        return getACL().hasPermission(permission);
    }

    @Override
    public void save() {}
}
