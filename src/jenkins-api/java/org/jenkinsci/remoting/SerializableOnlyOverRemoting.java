package org.jenkinsci.remoting;

import java.io.Serializable;

/** Compile-only declaration of {@code org.jenkinsci.remoting.SerializableOnlyOverRemoting} as in remoting 3352.v17a_fb_4b_2773f (part of Jenkins 2.541.3). */
public interface SerializableOnlyOverRemoting extends Serializable {}
