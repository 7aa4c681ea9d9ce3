using System.Text.Json.Nodes;
using BotBottle.Core.Routes;

namespace BotBottle.Core.Control;

/// <summary>An edit of a run's routes file or bottles, as <c>run</c> reports it; the routes reach the proxy in its orders.</summary>
/// <param name="Routes">The new routes; null if the edit is broken and the last good routes stay in force.</param>
/// <param name="Message">The result of the edit, for the operator.</param>
/// <param name="Budgets">The budgets that the run's bottles declare now; null if the edit is broken or the file declares none.</param>
public sealed record RouteEdit(RouteSet? Routes, string Message, BudgetEdit? Budgets = null);

/// <summary>One route of a run.</summary>
/// <param name="Origin">The place of the definition: <c>file:line</c>, or the preset or provider that adds the route.</param>
/// <param name="Route">The route in the format of a routes file, as the agent sees it at <c>_egress.local/allowlist</c>. It tells whether the proxy injects a
/// credential, never which.</param>
public sealed record RouteView(string Origin, JsonObject Route);

/// <summary>The newest routes that a run's proxy got, in the order of decision.</summary>
/// <param name="Routes">The routes; an empty list denies all requests.</param>
public sealed record RoutesView(IReadOnlyList<RouteView> Routes);

/// <summary>A host that a run requested and its allowlist lacks.</summary>
/// <param name="Host">The host with its port, as events name it. An agent chose it.</param>
/// <param name="Method">The method of the first such request; null if only the host is known.</param>
/// <param name="Path">The path of the first such request; null if only the host is known.</param>
/// <param name="Count">The number of refused requests in the events.</param>
public sealed record RefusedHost(string Host, string? Method, string? Path, long Count);

/// <summary>The counts of outbound scanning in a run.</summary>
/// <param name="Masked">The values that were masked, each counted once for a destination.</param>
/// <param name="Refused">The requests that were refused, and the responses that were withheld.</param>
/// <param name="First">The sequence number of the first such event; 0 without one.</param>
public sealed record RunFindings(long Masked, long Refused, long First);
