package io.jenkins.plugins.scalarbackup.standalone;

import hudson.Extension;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.java.sezpoz.Index;
import net.java.sezpoz.IndexItem;

/** Finds extensions and hooks like Jenkins: by the indexes that the build wrote, not by searching classes. */
final class ExtensionIndex {
    private ExtensionIndex() {}

    /** Returns the indexed extensions, highest ordinal first. */
    static List<Object> extensions(ClassLoader loader) throws ReflectiveOperationException {
        List<IndexItem<Extension, Object>> found = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (IndexItem<Extension, Object> item : Index.load(Extension.class, Object.class, loader)) {
            if (seen.add(item.className() + "#" + item.memberName())) {
                found.add(item);
            }
        }
        found.sort(Collections.reverseOrder((a, b) ->
                Double.compare(a.annotation().ordinal(), b.annotation().ordinal())));
        List<Object> extensions = new ArrayList<>();
        for (IndexItem<Extension, Object> item : found) {
            try {
                extensions.add(item.instance());
            } catch (InstantiationException e) {
                throw new ReflectiveOperationException("Jenkins could not make the extension " + item, e);
            }
        }
        return extensions;
    }

    /** Returns the static methods with the annotation, in the classes that its index lists. */
    static List<Method> hooks(Class<? extends java.lang.annotation.Annotation> annotation, ClassLoader loader)
            throws IOException, ReflectiveOperationException {
        Set<String> classes = new LinkedHashSet<>();
        for (URL url : Collections.list(loader.getResources("META-INF/services/annotations/" + annotation.getName()))) {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
                lines.lines().map(String::trim).filter(l -> !l.isEmpty()).forEach(classes::add);
            }
        }
        List<Method> hooks = new ArrayList<>();
        for (String name : classes) {
            for (Method method : Class.forName(name, true, loader).getDeclaredMethods()) {
                if (isHook(method, annotation) && Modifier.isStatic(method.getModifiers())) {
                    method.setAccessible(true);
                    hooks.add(method);
                }
            }
        }
        return hooks;
    }

    private static boolean isHook(AnnotatedElement element, Class<? extends java.lang.annotation.Annotation> a) {
        return element.isAnnotationPresent(a);
    }
}
