package io.jenkins.plugins.scalarbackup.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.jenkins.plugins.scalarbackup.model.Access;
import io.jenkins.plugins.scalarbackup.model.AdminTls;
import io.jenkins.plugins.scalarbackup.model.Holder;
import io.jenkins.plugins.scalarbackup.model.PauseState;
import io.jenkins.plugins.scalarbackup.model.Product;
import io.jenkins.plugins.scalarbackup.model.ResolvedTarget;
import io.jenkins.plugins.scalarbackup.model.Snapshot;
import io.jenkins.plugins.scalarbackup.model.TargetRecord;
import io.jenkins.plugins.scalarbackup.model.WindowParameters;
import io.jenkins.plugins.scalarbackup.model.WindowRecord;
import io.jenkins.plugins.scalarbackup.model.WindowState;
import io.jenkins.plugins.scalarbackup.record.Samples;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Tests what the remote API shows of a window, property by property, each with its depth. */
class RemoteApiTest {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Test
    void aWindowThatIsOverIsShownAsEver() throws Exception {
        assertGolden("consistent", Views.of(Samples.consistent("w-1")));
        assertGolden("inconsistent", Views.of(Samples.inconsistent("w-2")));
        assertGolden("aborted", Views.of(Samples.aborted("w-3")));
    }

    @Test
    void anOpenWindowIsShownAsEver() throws Exception {
        assertGolden("open", open());
    }

    private static WindowView open() {
        return WindowView.of(state(), Samples.BUILD, Samples.START.plusSeconds(9));
    }

    private static WindowState state() {
        WindowRecord record = Samples.inconsistent("w-4");
        TargetRecord one = record.targets().get(0);
        ResolvedTarget other = new ResolvedTarget(
                "https://10.0.0.1:6443",
                "prod",
                null,
                "app=own",
                Product.CUSTOM,
                60053,
                AdminTls.OFF,
                Access.AUTO,
                List.of(),
                "own");
        return new WindowState(
                new Holder("instance", "nonce", "w-4", "backup/nightly #42"),
                WindowState.Phase.OPEN,
                new WindowParameters(
                        Duration.ofSeconds(10), Duration.ofSeconds(75), Duration.ofSeconds(300), Duration.ZERO),
                true,
                false,
                record.times(),
                null,
                null,
                null,
                record.reasons(),
                record.warnings(),
                record.drift(),
                List.of(
                        new WindowState.TargetState(
                                one.target(),
                                new Snapshot(one.podsBefore(), one.target().workloads(), "7"),
                                "8",
                                one.pauses().stream()
                                        .map(pause -> new WindowState.PodState(PauseState.DRAINED, pause))
                                        .toList(),
                                one.drift(),
                                null,
                                true),
                        new WindowState.TargetState(
                                other, new Snapshot(List.of(), List.of(), "7"), "8", List.of(), List.of(), null, true)),
                null,
                null);
    }

    /** Run with -Dgolden.write=true to write the files again; review them then. */
    private static void assertGolden(String name, WindowView window) throws Exception {
        Path file = Path.of("src/test/resources/io/jenkins/plugins/scalarbackup/page", name + ".api.json");
        String shown = JSON.writeValueAsString(exported(window, true)) + "\n";
        write(file, shown);
        assertEquals(Files.readString(file), shown);
    }

    private static void write(Path file, String content) throws IOException {
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        }
    }

    /** Exports like Stapler: annotated properties by name, sorted by name. */
    static Object exported(Object value, boolean withVisibility) throws ReflectiveOperationException {
        if (value instanceof List<?> list) {
            List<Object> all = new ArrayList<>();
            for (Object element : list) {
                all.add(exported(element, withVisibility));
            }
            return all;
        }
        ExportedBean bean = value == null ? null : value.getClass().getAnnotation(ExportedBean.class);
        if (bean == null) {
            return value;
        }
        Map<String, Object> map = new TreeMap<>();
        for (Method method : value.getClass().getMethods()) {
            Exported exported = method.getAnnotation(Exported.class);
            if (exported != null) {
                int visibility = exported.visibility() == 0 ? bean.defaultVisibility() : exported.visibility();
                map.put(
                        name(method) + (withVisibility ? " (" + visibility + ")" : ""),
                        exported(method.invoke(value), withVisibility));
            }
        }
        return map;
    }

    private static String name(Method method) {
        String name = method.getName();
        for (String prefix : List.of("get", "is")) {
            if (name.startsWith(prefix)
                    && name.length() > prefix.length()
                    && Character.isUpperCase(name.charAt(prefix.length()))) {
                return Character.toLowerCase(name.charAt(prefix.length())) + name.substring(prefix.length() + 1);
            }
        }
        return name;
    }
}
