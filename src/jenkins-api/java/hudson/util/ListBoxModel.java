package hudson.util;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.ArrayList;
import org.kohsuke.stapler.HttpResponse;

/** Compile-only declaration of {@code hudson.util.ListBoxModel} as in jenkins-core 2.541.3. */
public class ListBoxModel extends ArrayList<ListBoxModel.Option> implements HttpResponse {
    private static final long serialVersionUID = 1L;

    public static final class Option {
        public @NonNull String name;
        public @NonNull String value;

        public Option(@NonNull String name, @NonNull String value) {
            this(name, value, false);
        }

        public Option(@NonNull String name, @NonNull String value, boolean selected) {
            this.name = name;
            this.value = value;
        }
    }

    public ListBoxModel() {}

    public ListBoxModel(Option... data) {}

    public void add(@NonNull String displayName, @NonNull String value) {
        throw new UnsupportedOperationException("declaration only");
    }
}
