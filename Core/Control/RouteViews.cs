using System.Text.Json.Nodes;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Control;

/// <summary><c>run</c> tells the controller of an edit of its routes file, or of its bottles; the routes reach the proxy in its orders.</summary>
/// <param name="Routes">The new routes; null where the edit is broken and the last good ones stay.</param>
/// <param name="Message">What happened, for the operator.</param>
/// <param name="Budgets">What the run's bottles declare now; null where the edit is broken, or of a file that declares none.</param>
public sealed record RouteEdit(RouteSet? Routes, string Message, BudgetEdit? Budgets = null);

/// <summary>One route of a run.</summary>
/// <param name="Origin">Where it was written: <c>file:line</c>, or what brought it in.</param>
/// <param name="Route">The route in the format of a routes file, as the agent sees it at <c>_egress.local/allowlist</c>: that a credential is put in, and never which.</param>
public sealed record RouteView(string Origin, JsonObject Route);

/// <summary>What a run may reach, in the order that decides: the newest routes that its proxy was given.</summary>
/// <param name="Routes">The routes; none denies everything.</param>
public sealed record RoutesView(IReadOnlyList<RouteView> Routes);

/// <summary>A host that a run asked for and its allowlist does not hold.</summary>
/// <param name="Host">The host with its port, as events name it: an agent chose it.</param>
/// <param name="Method">The method of the first such request; null where only the host is known.</param>
/// <param name="Path">The path of the first such request; null where only the host is known.</param>
/// <param name="Count">The refused requests that events tell of.</param>
public sealed record RefusedHost(string Host, string? Method, string? Path, long Count);
