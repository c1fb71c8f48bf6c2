package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import jenkins.model.Loadable;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponse;
import org.kohsuke.stapler.StaplerRequest2;

/** Compile-only declaration of {@code hudson.model.Descriptor} as in jenkins-core 2.541.3. */
@SuppressWarnings("rawtypes")
public abstract class Descriptor<T extends Describable<T>> implements Loadable, Saveable {

    protected Descriptor(Class<? extends T> clazz) {}

    protected Descriptor() {}

    public @NonNull String getDisplayName() {
        throw new UnsupportedOperationException("declaration only");
    }

    public String getId() {
        throw new UnsupportedOperationException("declaration only");
    }

    protected void addHelpFileRedirect(
            String fieldName, Class<? extends Describable> owner, String fieldNameToRedirectTo) {
        throw new UnsupportedOperationException("declaration only");
    }

    public T newInstance(StaplerRequest2 req, @NonNull JSONObject formData) throws FormException {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void save() {
        throw new UnsupportedOperationException("declaration only");
    }

    @Override
    public void load() {
        throw new UnsupportedOperationException("declaration only");
    }

    public static final class FormException extends Exception implements HttpResponse {
        private static final long serialVersionUID = 1L;

        public FormException(String message, String formField) {
            super(message);
        }

        public FormException(String message, Throwable cause, String formField) {
            super(message, cause);
        }
    }
}
