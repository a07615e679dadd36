/** Pods, as the manifests in {@code k8s} describe them, without Kubernetes. */
@NullMarked
package dev.cistern.bench.kube;

import org.jspecify.annotations.NullMarked;
