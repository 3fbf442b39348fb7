package io.aitta.it.history;

import io.aitta.it.history.Dependencies.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** A directed graph with kinds of edges, and its cycles. For one thread. */
final class Graph {
  private record Edge(int to, Kind kind) {}

  private final List<List<Edge>> out = new ArrayList<>();

  Graph(int nodes) {
    for (int i = 0; i < nodes; i++) {
      out.add(new ArrayList<>());
    }
  }

  /** Adds an edge; one from a node to itself says nothing and is left out. */
  void edge(int from, int to, Kind kind) {
    if (from != to) {
      out.get(from).add(new Edge(to, kind));
    }
  }

  /** A shortest cycle within the first component that has one, or nothing. */
  List<Integer> cycle(Set<Kind> kinds) {
    int[] component = components(kinds);
    for (int from = 0; from < out.size(); from++) {
      for (Edge edge : out.get(from)) {
        if (kinds.contains(edge.kind()) && component[from] == component[edge.to()]) {
          return path(edge.to(), from, kinds);
        }
      }
    }
    return List.of();
  }

  /** A cycle of one edge of this kind and others of those kinds, or nothing. */
  List<Integer> cycleThroughOne(Kind one, Set<Kind> others) {
    Set<Kind> all = EnumSet.copyOf(others);
    all.add(one);
    int[] component = components(all);
    for (int from = 0; from < out.size(); from++) {
      for (Edge edge : out.get(from)) {
        if (edge.kind() == one && component[from] == component[edge.to()]) {
          List<Integer> back = path(edge.to(), from, others);
          if (!back.isEmpty()) {
            return back;
          }
        }
      }
    }
    return List.of();
  }

  /** The nodes of a shortest path, both ends included; empty if there is none. */
  private List<Integer> path(int from, int to, Set<Kind> kinds) {
    int[] cameFrom = new int[out.size()];
    Arrays.fill(cameFrom, -1);
    cameFrom[from] = from;
    Deque<Integer> queue = new ArrayDeque<>(List.of(from));
    while (!queue.isEmpty() && cameFrom[to] < 0) {
      int node = queue.remove();
      for (Edge edge : out.get(node)) {
        if (kinds.contains(edge.kind()) && cameFrom[edge.to()] < 0) {
          cameFrom[edge.to()] = node;
          queue.add(edge.to());
        }
      }
    }
    if (cameFrom[to] < 0) {
      return List.of();
    }
    List<Integer> path = new ArrayList<>(List.of(to));
    for (int node = to; node != from; node = cameFrom[node]) {
      path.add(cameFrom[node]);
    }
    Collections.reverse(path);
    return path;
  }

  /** Tarjan's strongly connected components (1972), without recursion: the component of a node. */
  private int[] components(Set<Kind> kinds) {
    int nodes = out.size();
    int[] index = new int[nodes];
    int[] low = new int[nodes];
    int[] component = new int[nodes];
    int[] nextEdge = new int[nodes];
    Arrays.fill(component, -1);
    Deque<Integer> open = new ArrayDeque<>();
    Deque<Integer> walk = new ArrayDeque<>();
    int visited = 0;
    int found = 0;
    for (int root = 0; root < nodes; root++) {
      if (index[root] != 0) {
        continue;
      }
      walk.push(root);
      while (!walk.isEmpty()) {
        int node = walk.peek();
        if (index[node] == 0) {
          index[node] = ++visited;
          low[node] = visited;
          open.push(node);
        }
        int child = -1;
        while (child < 0 && nextEdge[node] < out.get(node).size()) {
          Edge edge = out.get(node).get(nextEdge[node]++);
          if (kinds.contains(edge.kind())) {
            if (index[edge.to()] == 0) {
              child = edge.to();
            } else if (component[edge.to()] < 0) {
              low[node] = Math.min(low[node], index[edge.to()]);
            }
          }
        }
        if (child >= 0) {
          walk.push(child);
          continue;
        }
        walk.pop();
        if (!walk.isEmpty()) {
          low[walk.peek()] = Math.min(low[walk.peek()], low[node]);
        }
        if (low[node] == index[node]) {
          int member;
          do {
            member = open.pop();
            component[member] = found;
          } while (member != node);
          found++;
        }
      }
    }
    return component;
  }
}
